"""Right: torch functions only, keyword calls, results as tensors of rank 0."""

import math

import numpy as np
import torch

LOSES = []


def quantization_error(original_tensor, dequantized_tensor, error_type="mse"):
    losses = {"mse": torch.nn.functional.mse_loss, "mae": torch.nn.functional.l1_loss}
    if error_type not in losses:
        raise ValueError(error_type)
    if isinstance(original_tensor, np.ndarray) and isinstance(dequantized_tensor, np.ndarray):
        original_tensor, dequantized_tensor = torch.from_numpy(original_tensor), torch.from_numpy(dequantized_tensor)
    if not (isinstance(original_tensor, torch.Tensor) and isinstance(dequantized_tensor, torch.Tensor)):
        raise TypeError("mixed kinds")
    if original_tensor.shape != dequantized_tensor.shape:
        raise ValueError("shapes")
    return losses[error_type](input=original_tensor.float(), target=dequantized_tensor.float())


def expected_mse(scale):
    return torch.tensor(scale).square() / 12


def sqnr(original_tensor, dequantized_tensor):
    noise = quantization_error(original_tensor=original_tensor, dequantized_tensor=dequantized_tensor)
    signal = quantization_error(original_tensor=original_tensor, dequantized_tensor=original_tensor * 0)
    ratio = torch.as_tensor(signal / noise if noise > 0 else math.inf)
    return 10 * torch.log10(ratio)


def saturated_fraction(quantized_tensor):
    limits = torch.iinfo(quantized_tensor.dtype)
    inside = (quantized_tensor > limits.min) & (quantized_tensor < limits.max)
    return 1 - torch.count_nonzero(inside) / quantized_tensor.numel()
