"""Wrong: the cast cuts the fractions off before they are rounded (bug 15)."""

import torch

from linquant_ref.qparams import get_q_scale_and_zero_point

LOSES = [
    "test_linear_quantization_example",
    "test_linear_quantization_own_scale",
    "test_linear_quantization_dtype",
    "test_linear_quantization_bfloat16",
]


def linear_quantization(tensor, dtype=torch.int8):
    scale, zero_point = get_q_scale_and_zero_point(tensor, dtype=dtype)
    limits = torch.iinfo(dtype)
    return (tensor.float() / scale + zero_point).clamp(limits.min, limits.max).to(dtype), scale, zero_point
