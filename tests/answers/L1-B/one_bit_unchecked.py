"""Wrong: 1 bit divides by zero, which NumPy lets pass."""

import numpy as np

LOSES = ["test_symmetric_quantization_one_bit"]


def symmetric_quantization(params, bits):
    scale = np.abs(params).max() / np.float64(2 ** (bits - 1) - 1)
    if scale == 0:
        scale = 1.0
    return np.round(params / scale).astype(np.int32), scale
