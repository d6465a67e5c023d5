"""Wrong: integers go to float, but float16 and bfloat16 stay what they are."""

import numpy as np
import torch

LOSES = ["test_quantization_error_half"]


def quantization_error(original_tensor, dequantized_tensor, error_type="mse"):
    kinds = (torch.Tensor, np.ndarray)
    if not any(isinstance(original_tensor, k) and isinstance(dequantized_tensor, k) for k in kinds):
        raise TypeError("two tensors or two arrays, please")
    if original_tensor.shape != dequantized_tensor.shape or error_type not in ("mse", "mae"):
        raise ValueError("shapes or error_type")
    original, dequantized = torch.as_tensor(original_tensor), torch.as_tensor(dequantized_tensor)
    if not original.is_floating_point():
        original, dequantized = original.float(), dequantized.float()
    difference = original - dequantized
    return (difference.square() if error_type == "mse" else difference.abs()).mean().item()
