"""Right: vector norms, a match statement, bincount, and the expected error as a squared standard deviation."""

import math

import numpy as np
import torch

LOSES = []


def quantization_error(original_tensor, dequantized_tensor, error_type="mse"):
    match original_tensor, dequantized_tensor:
        case torch.Tensor(), torch.Tensor():
            difference = original_tensor.detach().double().clone()
            if difference.shape != dequantized_tensor.shape:
                raise ValueError
            difference -= dequantized_tensor.detach()
        case np.ndarray(), np.ndarray():
            if original_tensor.shape != dequantized_tensor.shape:
                raise ValueError
            difference = torch.from_numpy(np.subtract(original_tensor, dequantized_tensor, dtype=np.float64))
        case _:
            raise TypeError
    match error_type:
        case "mse":
            return (torch.linalg.vector_norm(difference) ** 2 / difference.numel()).item()
        case "mae":
            return (torch.linalg.vector_norm(difference, ord=1) / difference.numel()).item()
        case _:
            raise ValueError


def expected_mse(scale):
    return math.pow(scale / math.sqrt(12), 2)


def sqnr(original_tensor, dequantized_tensor):
    before = torch.as_tensor(original_tensor).double().flatten()
    after = torch.as_tensor(dequantized_tensor).double().flatten()
    if torch.equal(before, after):
        return math.inf
    noise = before - after
    return (10 * torch.log10(torch.dot(before, before) / torch.dot(noise, noise))).item()


def saturated_fraction(quantized_tensor):
    limits = torch.iinfo(quantized_tensor.dtype)
    counts = torch.bincount(quantized_tensor.flatten().long() - limits.min, minlength=limits.max - limits.min + 1)
    return float(counts[0] + counts[-1]) / float(counts.sum())
