"""Wrong: the scale and the zero point are always those of int8 (bug 4)."""

import torch

from linquant_ref.affine import linear_q_with_scale_and_zero_point
from linquant_ref.qparams import get_q_scale_and_zero_point

LOSES = ["test_linear_quantization_dtype"]


def linear_quantization(tensor, dtype=torch.int8):
    scale, zero_point = get_q_scale_and_zero_point(tensor)
    return linear_q_with_scale_and_zero_point(tensor, scale, zero_point, dtype=dtype), scale, zero_point
