"""Wrong: linear_quantization finds the zero point and quantizes without it (bug 15)."""

import torch

from linquant_ref.affine import linear_q_with_scale_and_zero_point
from linquant_ref.qparams import get_q_scale_and_zero_point

LOSES = ["test_linear_quantization_*"]


def linear_quantization(tensor, dtype=torch.int8):
    scale, zero_point = get_q_scale_and_zero_point(tensor, dtype=dtype)
    return linear_q_with_scale_and_zero_point(tensor, scale, 0, dtype=dtype), scale, zero_point
