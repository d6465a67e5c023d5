"""Wrong: the clamp knows bits, the scale does not."""

import numpy as np

LOSES = ["test_asymmetric_quantization_bits"]


def asymmetric_quantization(params, bits):
    alpha, beta = max(params.max(), 0.0), min(params.min(), 0.0)
    scale = (alpha - beta) / 255 or 1.0
    zero = round(-beta / scale)
    return np.clip(np.round(params / scale + zero), 0, 2**bits - 1).astype(np.int32), scale, zero
