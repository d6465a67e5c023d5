"""Wrong: adds the squared errors up and does not divide."""

import numpy as np

LOSES = ["test_quantize_error_*"]


def quantize_error(params_q, params):
    return np.sum((params.astype(float) - params_q.astype(float)) ** 2)
