"""Wrong: returns uint8 codes although the exercise asks for int32."""

import numpy as np

LOSES = ["test_asymmetric_quantization_*"]


def asymmetric_quantization(params, bits):
    alpha, beta = max(params.max(), 0.0), min(params.min(), 0.0)
    scale = (alpha - beta) / (2**bits - 1) or 1.0
    zero = round(-beta / scale)
    return np.clip(np.round(params / scale + zero), 0, 2**bits - 1).astype(np.uint8), scale, zero
