"""Wrong: scale * q + zero instead of scale * (q - zero) (bug 3)."""

import numpy as np

LOSES = ["test_asymmetric_dequantize_*"]


def asymmetric_dequantize(params_q, scale, zero):
    return scale * params_q.astype(np.float64) + zero
