"""Wrong: divides the range by the number of codes instead of the number of steps."""

import torch

from linquant_ref.qparams import value_range

LOSES = [
    "test_get_q_scale_and_zero_point_example",
    "test_get_q_scale_and_zero_point_steps",
    "test_get_q_scale_and_zero_point_dtype",
    "test_get_q_scale_and_zero_point_all_positive",
    "test_get_q_scale_and_zero_point_all_negative",
    "test_get_q_scale_and_zero_point_constant",
    "test_get_q_scale_and_zero_point_magnitudes",
    "test_get_q_scale_and_zero_point_bfloat16",
    "test_linear_quantization_example",
]


def get_q_scale_and_zero_point(tensor, dtype=torch.int8):
    info = torch.iinfo(dtype)
    r_min, r_max = value_range(tensor)
    scale = (r_max - r_min) / 2**info.bits or 1.0
    return scale, min(round(info.min - r_min / scale), info.max)
