"""Wrong: the signal is the variance, so that an offset does not count."""

import math

import torch

from linquant_ref.error import quantization_error

LOSES = ["test_sqnr_power"]


def sqnr(original_tensor, dequantized_tensor):
    noise = quantization_error(original_tensor, dequantized_tensor)
    signal = torch.as_tensor(original_tensor).double().var(correction=0).item()
    if noise == 0:
        return math.inf
    return 10 * math.log10(signal / noise) if signal else -math.inf
