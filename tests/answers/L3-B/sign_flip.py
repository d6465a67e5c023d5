"""Wrong: the tensor's own dtype and a cast without a clamp turn the largest bfloat16 weight into -128."""

import torch

from linquant_ref.per_channel import get_q_scales, view_for_broadcast

LOSES = ["test_linear_q_symmetric_per_channel_bfloat16"]


def linear_q_symmetric_per_channel(r_tensor, dim, dtype=torch.int8):
    scale = view_for_broadcast(get_q_scales(r_tensor, dim, dtype=dtype), r_tensor, dim).to(r_tensor.dtype)
    return torch.round(r_tensor / scale).to(dtype), scale
