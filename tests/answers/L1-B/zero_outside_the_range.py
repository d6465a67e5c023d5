"""Wrong: takes the range from the data alone, and forces the zero point into the codes (bug 1)."""

import numpy as np

LOSES = ["test_asymmetric_quantization_zero_in_range", "test_asymmetric_quantization_constant"]


def asymmetric_quantization(params, bits):
    alpha, beta = params.max(), params.min()
    scale = max((alpha - beta) / (2**bits - 1), 1e-9)
    zero = int(np.clip(np.round(-beta / scale), 0, 2**bits - 1))
    return np.clip(np.round(params / scale + zero), 0, 2**bits - 1).astype(np.int32), scale, zero
