"""Wrong: quant_min + r_min / s, the sign of solving r = s * (q + z)."""

import torch

from linquant_ref.qparams import value_range

LOSES = [
    "test_get_q_scale_and_zero_point_example",
    "test_get_q_scale_and_zero_point_steps",
    "test_get_q_scale_and_zero_point_dtype",
    "test_get_q_scale_and_zero_point_all_negative",
    "test_get_q_scale_and_zero_point_constant",
    "test_get_q_scale_and_zero_point_magnitudes",
    "test_get_q_scale_and_zero_point_bfloat16",
    "test_linear_quantization_*",
]


def get_q_scale_and_zero_point(tensor, dtype=torch.int8):
    info = torch.iinfo(dtype)
    r_min, r_max = value_range(tensor)
    scale = (r_max - r_min) / (info.max - info.min) or 1.0
    return scale, round(info.min + r_min / scale)
