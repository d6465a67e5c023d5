"""Wrong: a zero point above quant_max becomes quant_min (bug 5)."""

import torch

from linquant_ref.qparams import value_range

LOSES = [
    "test_get_q_scale_and_zero_point_all_negative",
    "test_get_q_scale_and_zero_point_constant",
    "test_get_q_scale_and_zero_point_magnitudes",
]


def get_q_scale_and_zero_point(tensor, dtype=torch.int8):
    quant_min, quant_max = torch.iinfo(dtype).min, torch.iinfo(dtype).max
    r_min, r_max = value_range(tensor)
    scale = max((r_max - r_min) / (quant_max - quant_min), 1e-30)
    zero_point = round(quant_min - r_min / scale)
    if zero_point >= quant_max or zero_point < quant_min:
        zero_point = quant_min
    return scale, zero_point
