"""Wrong: takes the range from the data alone; a zero point above the largest code becomes 0 (bugs 1 and 5)."""

import numpy as np

LOSES = ["test_asymmetric_quantization_zero_in_range", "test_asymmetric_quantization_constant"]


def asymmetric_quantization(params, bits):
    alpha, beta = params.max(), params.min()
    scale = (alpha - beta) / (2**bits - 1) or 1.0
    zero = round(-beta / scale)
    if not 0 <= zero <= 2**bits - 1:
        zero = 0
    return np.clip(np.round(params / scale + zero), 0, 2**bits - 1).astype(np.int32), scale, zero
