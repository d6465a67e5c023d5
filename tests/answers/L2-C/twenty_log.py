"""Wrong: 20 log10 of a ratio of squares."""

import math

from linquant_ref.error import quantization_error

LOSES = [
    "test_sqnr_example",
    "test_sqnr_power",
    "test_sqnr_numpy",
]


def sqnr(original_tensor, dequantized_tensor):
    noise = quantization_error(original_tensor, dequantized_tensor)
    signal = quantization_error(original_tensor, 0 * original_tensor)
    if noise == 0:
        return math.inf
    return 20 * math.log10(signal / noise) if signal else -math.inf
