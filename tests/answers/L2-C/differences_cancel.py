"""Wrong: the MAE is the mean of the differences, and positive and negative ones cancel."""

import numpy as np
import torch

LOSES = [
    "test_quantization_error_mae",
    "test_quantization_error_numpy",
    "test_quantization_error_integers",
]


def quantization_error(original_tensor, dequantized_tensor, error_type="mse"):
    kinds = (torch.Tensor, np.ndarray)
    if not any(isinstance(original_tensor, k) and isinstance(dequantized_tensor, k) for k in kinds):
        raise TypeError("two tensors or two arrays, please")
    if original_tensor.shape != dequantized_tensor.shape or error_type not in ("mse", "mae"):
        raise ValueError("shapes or error_type")
    difference = torch.as_tensor(original_tensor).detach().float() - torch.as_tensor(dequantized_tensor).float()
    return (difference.square() if error_type == "mse" else difference).mean().item()
