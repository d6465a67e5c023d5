"""Wrong here: adds the zero point after rounding, as some libraries do; the exercise states the other formula."""

import torch

LOSES = ["test_linear_q_with_scale_and_zero_point_zero_point_first"]


def linear_q_with_scale_and_zero_point(tensor, scale, zero_point, dtype=torch.int8):
    codes = torch.round(tensor.float() / scale) + zero_point
    return codes.clamp(torch.iinfo(dtype).min, torch.iinfo(dtype).max).to(dtype)
