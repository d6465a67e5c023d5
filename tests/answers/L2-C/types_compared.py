"""Wrong: type() == type() refuses a Parameter, and the subtraction keeps the dtype, as in many public lessons."""

import numpy as np
import torch

LOSES = [
    "test_quantization_error_mixed_kinds",
    "test_quantization_error_parameter",
    "test_quantization_error_integers",
    "test_quantization_error_half",
]


def quantization_error(original_tensor, dequantized_tensor, error_type="mse"):
    if type(original_tensor) is not type(dequantized_tensor):
        raise TypeError("types differ")
    if original_tensor.shape != dequantized_tensor.shape:
        raise ValueError("shapes differ")
    if isinstance(original_tensor, torch.Tensor):
        lib = torch
    elif isinstance(original_tensor, np.ndarray):
        lib = np
    else:
        raise TypeError("neither torch nor NumPy")
    difference = original_tensor - dequantized_tensor
    if error_type == "mse":
        error = lib.mean(difference**2)
    elif error_type == "mae":
        error = lib.mean(lib.abs(difference))
    else:
        raise ValueError("error_type must be 'mse' or 'mae'")
    return error.item()
