"""Wrong: trusts that rounding never leaves the codes."""

import numpy as np

LOSES = ["test_asymmetric_quantization_stays_in_range"]


def asymmetric_quantization(params, bits):
    alpha, beta = max(params.max(), 0.0), min(params.min(), 0.0)
    scale = (alpha - beta) / (2**bits - 1) or 1.0
    zero = round(-beta / scale)
    return np.round(params / scale + zero).astype(np.int32), scale, zero
