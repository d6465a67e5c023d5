"""Wrong: the limits of int8 are written into the function, whatever the dtype."""

import torch

LOSES = ["test_linear_q_with_scale_and_zero_point_dtype"]


def linear_q_with_scale_and_zero_point(tensor, scale, zero_point, dtype=torch.int8):
    return torch.round(tensor.float() / scale + zero_point).clamp(-128, 127).to(dtype)
