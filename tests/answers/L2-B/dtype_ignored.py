"""Wrong: get_q_scale_and_zero_point takes dtype and does not look at it."""

import torch

from linquant_ref.qparams import value_range

LOSES = [
    "test_get_q_scale_and_zero_point_dtype",
    "test_get_q_scale_and_zero_point_all_positive",
    "test_get_q_scale_and_zero_point_all_negative",
]


def get_q_scale_and_zero_point(tensor, dtype=torch.int8):
    r_min, r_max = value_range(tensor)
    scale = (r_max - r_min) / 255 or 1.0
    return scale, round(-128 - r_min / scale)
