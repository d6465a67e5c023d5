"""Wrong: a tensor of zeros ends in a ZeroDivisionError (bug 6)."""

import torch

from linquant_ref.qparams import value_range

LOSES = ["test_get_q_scale_and_zero_point_zeros"]


def get_q_scale_and_zero_point(tensor, dtype=torch.int8):
    info = torch.iinfo(dtype)
    r_min, r_max = value_range(tensor)
    scale = (r_max - r_min) / (info.max - info.min)
    return scale, round(info.min - r_min / scale)
