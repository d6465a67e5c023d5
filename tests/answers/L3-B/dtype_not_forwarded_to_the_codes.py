"""Wrong: the codes are always int8, and so is quant_max."""

import torch

from linquant_ref.affine import linear_q_with_scale_and_zero_point
from linquant_ref.per_channel import view_for_broadcast

LOSES = ["test_get_q_scales_dtype", "test_linear_q_symmetric_per_channel_dtype"]


def get_q_scales(r_tensor, dim, dtype=torch.int8):
    largest = r_tensor.float().movedim(dim, 0).reshape(r_tensor.shape[dim], -1).abs().amax(dim=1)
    return (largest / 127).clamp(min=torch.finfo(torch.float32).tiny)


def linear_q_symmetric_per_channel(r_tensor, dim, dtype=torch.int8):
    scale = view_for_broadcast(get_q_scales(r_tensor, dim, dtype=dtype), r_tensor, dim)
    return linear_q_with_scale_and_zero_point(r_tensor, scale, 0), scale
