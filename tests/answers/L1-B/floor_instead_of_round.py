"""Wrong: cuts fractions off instead of rounding."""

import numpy as np

LOSES = [
    "test_asymmetric_quantization_example",
    "test_asymmetric_quantization_zero_in_range",
    "test_asymmetric_quantization_bits",
    "test_symmetric_quantization_example",
    "test_symmetric_quantization_bits",
    "test_symmetric_quantization_of_negatives",
    "test_asymmetric_quantization_stays_in_range",
]


def asymmetric_quantization(params, bits):
    alpha, beta = max(params.max(), 0.0), min(params.min(), 0.0)
    scale = (alpha - beta) / (2**bits - 1) or 1.0
    zero = int(-beta / scale)
    return np.clip(params / scale + zero, 0, 2**bits - 1).astype(np.int32), scale, zero


def symmetric_quantization(params, bits):
    if bits < 2:
        raise ValueError(bits)
    scale = np.abs(params).max() / (2 ** (bits - 1) - 1) or 1.0
    return (params / scale).astype(np.int32), scale
