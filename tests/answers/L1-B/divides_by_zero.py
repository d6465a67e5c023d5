"""Wrong: an array of zeros has the scale 0 (bug 6)."""

import numpy as np

LOSES = ["test_asymmetric_quantization_constant", "test_symmetric_quantization_of_zeros"]


def asymmetric_quantization(params, bits):
    alpha, beta = max(params.max(), 0.0), min(params.min(), 0.0)
    scale = (alpha - beta) / (2**bits - 1)
    zero = -np.round(beta / scale)
    return np.clip(np.round(params / scale + zero), 0, 2**bits - 1).astype(np.int32), scale, zero


def symmetric_quantization(params, bits):
    if bits < 2:
        raise ValueError(bits)
    scale = np.max(np.abs(params)) / (2 ** (bits - 1) - 1)
    return np.round(params / scale).astype(np.int32), scale
