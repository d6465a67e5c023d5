"""Wrong: casts before it clamps, so that 200 becomes -56."""

import torch

LOSES = [
    "test_linear_q_with_scale_and_zero_point_dtype",
    "test_linear_q_with_scale_and_zero_point_example",
    "test_linear_q_with_scale_and_zero_point_saturates",
]


def linear_q_with_scale_and_zero_point(tensor, scale, zero_point, dtype=torch.int8):
    codes = torch.round(tensor.float() / scale + zero_point).to(torch.int32).to(dtype)
    return codes.clamp(torch.iinfo(dtype).min, torch.iinfo(dtype).max)
