"""Wrong: divides in place and so changes the caller's tensor."""

import torch

LOSES = ["test_linear_q_with_scale_and_zero_point_broadcasts"]


def linear_q_with_scale_and_zero_point(tensor, scale, zero_point, dtype=torch.int8):
    tensor = tensor.float()
    tensor /= scale
    tensor += zero_point
    return torch.round(tensor).clamp(torch.iinfo(dtype).min, torch.iinfo(dtype).max).to(dtype)
