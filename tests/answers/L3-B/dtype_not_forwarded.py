"""Wrong: the scales are always those of int8."""

import torch

from linquant_ref.affine import linear_q_with_scale_and_zero_point
from linquant_ref.per_channel import get_q_scales, view_for_broadcast
from linquant_ref.symmetric import get_q_scale_symmetric

LOSES = ["test_get_q_scales_with_loop_dtype", "test_linear_q_symmetric_per_channel_dtype"]


def get_q_scales_with_loop(r_tensor, dim, dtype=torch.int8):
    scale = torch.zeros(r_tensor.shape[dim])
    for index in range(r_tensor.shape[dim]):
        scale[index] = get_q_scale_symmetric(r_tensor.select(dim, index))
    return scale


def linear_q_symmetric_per_channel(r_tensor, dim, dtype=torch.int8):
    scale = view_for_broadcast(get_q_scales(r_tensor, dim), r_tensor, dim)
    return linear_q_with_scale_and_zero_point(r_tensor, scale, 0, dtype=dtype), scale
