"""Wrong: the mean absolute error."""

import numpy as np

LOSES = ["test_quantize_error_*"]


def quantize_error(params_q, params):
    return np.mean(np.abs(params.astype(float) - params_q.astype(float)))
