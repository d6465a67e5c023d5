"""Wrong: always 8 bits (bug 5)."""

import numpy as np

LOSES = [
    "test_asymmetric_quantization_bits",
    "test_symmetric_quantization_bits",
    "test_symmetric_quantization_of_negatives",
]


def asymmetric_quantization(params, bits):
    alpha, beta = max(params.max(), 0.0), min(params.min(), 0.0)
    scale = (alpha - beta) / 255 or 1.0
    zero = round(-beta / scale)
    return np.clip(np.round(params / scale + zero), 0, 255).astype(np.int32), scale, zero


def symmetric_quantization(params, bits):
    if bits < 2:
        raise ValueError(bits)
    scale = np.abs(params).max() / 127 or 1.0
    return np.clip(np.round(params / scale), -127, 127).astype(np.int32), scale
