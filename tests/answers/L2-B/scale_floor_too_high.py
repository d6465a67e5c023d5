"""Wrong: a lower limit of 1.19e-7 that protects zeros also changes the scale of small weights."""

import torch

from linquant_ref.qparams import value_range

LOSES = ["test_get_q_scale_and_zero_point_magnitudes"]


def get_q_scale_and_zero_point(tensor, dtype=torch.int8):
    info = torch.iinfo(dtype)
    r_min, r_max = value_range(tensor)
    scale = max((r_max - r_min) / (info.max - info.min), torch.finfo(torch.float32).eps)
    return scale, round(info.min - r_min / scale)
