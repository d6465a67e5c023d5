"""Wrong: limits the upper side only."""

import numpy as np

LOSES = ["test_clamp_*"]


def clamp(params_q, lower_bound, upper_bound):
    return np.minimum(params_q, upper_bound)
