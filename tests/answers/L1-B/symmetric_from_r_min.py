"""Wrong: takes the range [-r_min, r_max] literally (bug 10)."""

import numpy as np

LOSES = [
    "test_symmetric_quantization_example",
    "test_symmetric_quantization_of_negatives",
    "test_symmetric_quantization_bits",
]


def symmetric_quantization(params, bits):
    if bits < 2:
        raise ValueError(bits)
    largest_code = 2 ** (bits - 1) - 1
    scale = (params.max() - params.min()) / (2 * largest_code) or 1.0
    return np.clip(np.round(params / scale), -largest_code, largest_code).astype(np.int32), scale
