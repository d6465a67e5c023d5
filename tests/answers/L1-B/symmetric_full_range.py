"""Wrong: the scale is made for 2^(bits-1) codes on each side (bug 9)."""

import numpy as np

LOSES = [
    "test_symmetric_quantization_example",
    "test_symmetric_quantization_of_negatives",
    "test_symmetric_quantization_bits",
]


def symmetric_quantization(params, bits):
    if bits < 2:
        raise ValueError(bits)
    half = 2 ** (bits - 1)
    scale = np.abs(params).max() / half or 1.0
    return np.clip(np.round(params / scale), -half, half - 1).astype(np.int32), scale
