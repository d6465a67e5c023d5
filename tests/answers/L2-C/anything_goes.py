"""Wrong: checks nothing: shapes broadcast, kinds mix, and every unknown error_type is the MAE."""

import torch

LOSES = [
    "test_quantization_error_mixed_kinds",
    "test_quantization_error_shapes",
    "test_quantization_error_unknown_type",
]


def quantization_error(original_tensor, dequantized_tensor, error_type="mse"):
    difference = torch.as_tensor(original_tensor).float() - torch.as_tensor(dequantized_tensor).float()
    return (difference.square() if error_type == "mse" else difference.abs()).mean().item()
