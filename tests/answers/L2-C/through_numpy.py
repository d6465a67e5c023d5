"""Right: everything becomes a float64 array first."""

import math

import numpy as np
import torch

LOSES = []


def quantization_error(original_tensor, dequantized_tensor, error_type="mse"):
    if isinstance(original_tensor, torch.Tensor) and isinstance(dequantized_tensor, torch.Tensor):
        original, dequantized = original_tensor.detach().double().numpy(), dequantized_tensor.detach().double().numpy()
    elif isinstance(original_tensor, np.ndarray) and isinstance(dequantized_tensor, np.ndarray):
        original, dequantized = original_tensor.astype(np.float64), dequantized_tensor.astype(np.float64)
    else:
        raise TypeError(f"{type(original_tensor)} against {type(dequantized_tensor)}")
    if original.shape != dequantized.shape:
        raise ValueError(f"{original.shape} against {dequantized.shape}")
    averages = {"mse": lambda d: np.mean(d**2), "mae": lambda d: np.mean(np.abs(d))}
    if error_type not in averages:
        raise ValueError(error_type)
    return averages[error_type](original - dequantized)


def sqnr(original_tensor, dequantized_tensor):
    original, dequantized = np.asarray(original_tensor, np.float64), np.asarray(dequantized_tensor, np.float64)
    signal, noise = np.sum(original**2), np.sum((original - dequantized) ** 2)
    if noise == 0:
        return math.inf
    with np.errstate(divide="ignore"):
        return 20 * np.log10(np.sqrt(signal) / np.sqrt(noise))


def saturated_fraction(quantized_tensor):
    limits = torch.iinfo(quantized_tensor.dtype)
    return np.isin(quantized_tensor.numpy(), [limits.min, limits.max]).mean()
