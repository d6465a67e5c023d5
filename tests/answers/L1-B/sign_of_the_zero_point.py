"""Wrong: zero = round(beta / scale), and subtracts it."""

import numpy as np

LOSES = [
    "test_asymmetric_quantization_example",
    "test_asymmetric_quantization_zero_in_range",
    "test_asymmetric_quantization_bits",
    "test_asymmetric_quantization_stays_in_range",
]


def asymmetric_quantization(params, bits):
    alpha, beta = max(params.max(), 0.0), min(params.min(), 0.0)
    scale = (alpha - beta) / (2**bits - 1) or 1.0
    zero = round(beta / scale)
    return np.clip(np.round(params / scale - zero), 0, 2**bits - 1).astype(np.int32), scale, zero
