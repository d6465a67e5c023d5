"""Wrong: the cast cuts the fraction off before anything is rounded."""

import torch

LOSES = [
    "test_linear_q_with_scale_and_zero_point_bfloat16",
    "test_linear_q_with_scale_and_zero_point_dtype",
    "test_linear_q_with_scale_and_zero_point_example",
    "test_linear_q_with_scale_and_zero_point_rounds",
    "test_linear_q_with_scale_and_zero_point_zero_point_first",
]


def linear_q_with_scale_and_zero_point(tensor, scale, zero_point, dtype=torch.int8):
    shifted = tensor.float() / scale + zero_point
    return shifted.clamp(torch.iinfo(dtype).min, torch.iinfo(dtype).max).to(dtype).round()
