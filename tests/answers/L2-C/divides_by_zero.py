"""Wrong: no noise is a ZeroDivisionError, and no signal a logarithm of 0."""

import math

from linquant_ref.error import quantization_error

LOSES = ["test_sqnr_limits"]


def sqnr(original_tensor, dequantized_tensor):
    noise = quantization_error(original_tensor, dequantized_tensor)
    return 10 * math.log10(quantization_error(original_tensor, 0 * original_tensor) / noise)
