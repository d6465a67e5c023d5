"""Wrong here: multiplies by 1 / scale, which lands on the other side of some ties."""

import torch

LOSES = ["test_linear_q_with_scale_and_zero_point_divides"]


def linear_q_with_scale_and_zero_point(tensor, scale, zero_point, dtype=torch.int8):
    codes = torch.round(1 / scale * tensor.float() + zero_point)
    return codes.clamp(torch.iinfo(dtype).min, torch.iinfo(dtype).max).to(dtype)
