"""Right: one pair of numbers after the other, in plain Python."""

import math

import numpy as np
import torch

LOSES = []


def quantization_error(original_tensor, dequantized_tensor, error_type="mse"):
    kinds = (torch.Tensor, np.ndarray)
    if not any(isinstance(original_tensor, k) and isinstance(dequantized_tensor, k) for k in kinds):
        raise TypeError("two tensors or two arrays, please")
    if original_tensor.shape != dequantized_tensor.shape:
        raise ValueError("shapes")
    if error_type not in ("mse", "mae"):
        raise ValueError("error_type")
    power = 2 if error_type == "mse" else 1
    total, count = 0.0, 0
    for a, b in zip(original_tensor.reshape(-1).tolist(), dequantized_tensor.reshape(-1).tolist(), strict=True):
        total += abs(a - b) ** power
        count += 1
    return total / count


def expected_mse(scale):
    half = scale / 2
    return half * half / 3


def sqnr(original_tensor, dequantized_tensor):
    signal = noise = 0.0
    for a, b in zip(original_tensor.reshape(-1).tolist(), dequantized_tensor.reshape(-1).tolist(), strict=True):
        signal += a * a
        noise += (a - b) ** 2
    if noise == 0.0:
        return math.inf
    return 10 * math.log10(signal / noise) if signal else -math.inf


def saturated_fraction(quantized_tensor):
    limits = torch.iinfo(quantized_tensor.dtype)
    codes = quantized_tensor.flatten().tolist()
    return sum(code in (limits.min, limits.max) for code in codes) / len(codes)
