"""Right: clamps at -2^(bits-1), which this scale never reaches."""

import numpy as np

LOSES = []


def symmetric_quantization(params, bits):
    if bits < 2:
        raise ValueError(f"bits is {bits}")
    scale = np.max(np.abs(params)) / (2 ** (bits - 1) - 1)
    if scale == 0:
        scale = 1.0
    return np.clip(np.round(params / scale), -(2 ** (bits - 1)), 2 ** (bits - 1) - 1).astype(np.int32), scale
