"""Wrong: the codes are cast without a clamp, so that the code 128 wraps around to -128 (bug 15)."""

import torch

from linquant_ref.qparams import get_q_scale_and_zero_point

LOSES = ["test_linear_quantization_does_not_wrap"]


def linear_quantization(tensor, dtype=torch.int8):
    scale, zero_point = get_q_scale_and_zero_point(tensor, dtype=dtype)
    return torch.round(tensor.float() / scale + zero_point).to(dtype), scale, zero_point
