"""Wrong: the input is divided in place."""

import torch

from linquant_ref.per_channel import get_q_scales, view_for_broadcast

LOSES = ["test_linear_q_symmetric_per_channel_leaves_input"]


def linear_q_symmetric_per_channel(r_tensor, dim, dtype=torch.int8):
    scale = view_for_broadcast(get_q_scales(r_tensor, dim, dtype=dtype), r_tensor, dim)
    values = r_tensor.float()
    values /= scale
    return values.round().clamp(torch.iinfo(dtype).min, torch.iinfo(dtype).max).to(dtype), scale
