"""Wrong: int() cuts the zero point's fraction off, where it should be rounded."""

import torch

from linquant_ref.qparams import value_range

LOSES = [
    "test_get_q_scale_and_zero_point_example",
    "test_get_q_scale_and_zero_point_dtype",
    "test_get_q_scale_and_zero_point_magnitudes",
    "test_get_q_scale_and_zero_point_bfloat16",
    "test_linear_quantization_example",
]


def get_q_scale_and_zero_point(tensor, dtype=torch.int8):
    info = torch.iinfo(dtype)
    r_min, r_max = value_range(tensor)
    scale = (r_max - r_min) / (info.max - info.min) or 1.0
    return scale, int(info.min - r_min / scale)
