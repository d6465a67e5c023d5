"""Wrong: subtracts and multiplies codes and pixels in their own integer dtype (bug 16)."""

import numpy as np

LOSES = [
    "test_asymmetric_dequantize_does_not_wrap",
    "test_symmetric_dequantize_does_not_wrap",
    "test_quantize_error_of_integers",
]


def asymmetric_dequantize(params_q, scale, zero):
    return (params_q - zero) * scale


def symmetric_dequantize(params_q, scale):
    return (params_q * scale).astype(np.float64)


def quantize_error(params_q, params):
    return np.mean((params - params_q) ** 2)
