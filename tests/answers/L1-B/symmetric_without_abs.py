"""Wrong: takes the largest value for the largest magnitude (bug 10)."""

import numpy as np

LOSES = ["test_symmetric_quantization_of_negatives"]


def symmetric_quantization(params, bits):
    if bits < 2:
        raise ValueError(bits)
    largest_code = 2 ** (bits - 1) - 1
    scale = params.max() / largest_code or 1.0
    return np.clip(np.round(params / scale), -largest_code, largest_code).astype(np.int32), scale
