"""Wrong: the range is that of the tensor alone, and the zero point is clipped afterwards (bug 1)."""

import torch

LOSES = [
    "test_value_range_contains_zero",
    "test_value_range_any_shape",
    "test_get_q_scale_and_zero_point_all_positive",
    "test_get_q_scale_and_zero_point_all_negative",
    "test_get_q_scale_and_zero_point_constant",
    "test_get_q_scale_and_zero_point_zeros",
]


def value_range(tensor):
    return tensor.min().item(), tensor.max().item()


def get_q_scale_and_zero_point(tensor, dtype=torch.int8):
    quant_min, quant_max = torch.iinfo(dtype).min, torch.iinfo(dtype).max
    r_min, r_max = value_range(tensor)
    scale = (r_max - r_min) / (quant_max - quant_min)
    zero_point = quant_min - r_min / scale
    return scale, int(max(quant_min, min(quant_max, round(zero_point))))
