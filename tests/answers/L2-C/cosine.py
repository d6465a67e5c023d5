"""Wrong: 1 - cosine similarity, which is blind to a scale three times too large (bug 18)."""

import numpy as np
import torch

LOSES = [
    "test_quantization_error_mse",
    "test_quantization_error_mae",
    "test_quantization_error_numpy",
    "test_quantization_error_parameter",
    "test_quantization_error_integers",
    "test_quantization_error_half",
    "test_sqnr_*",
]


def quantization_error(original_tensor, dequantized_tensor, error_type="mse"):
    kinds = (torch.Tensor, np.ndarray)
    if not any(isinstance(original_tensor, k) and isinstance(dequantized_tensor, k) for k in kinds):
        raise TypeError("two tensors or two arrays, please")
    if original_tensor.shape != dequantized_tensor.shape or error_type not in ("mse", "mae"):
        raise ValueError("shapes or error_type")
    original = torch.as_tensor(original_tensor).float().flatten()
    dequantized = torch.as_tensor(dequantized_tensor).float().flatten()
    return 1 - torch.cosine_similarity(original, dequantized, dim=0).item()
