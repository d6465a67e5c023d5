"""Wrong: clamped, but divided in the tensor's own dtype, so that the most negative code occurs."""

import torch

from linquant_ref.per_channel import get_q_scales, view_for_broadcast

LOSES = ["test_linear_q_symmetric_per_channel_bfloat16"]


def linear_q_symmetric_per_channel(r_tensor, dim, dtype=torch.int8):
    scale = view_for_broadcast(get_q_scales(r_tensor, dim, dtype=dtype), r_tensor, dim)
    limits = torch.iinfo(dtype)
    return torch.round(r_tensor / scale.to(r_tensor.dtype)).clamp(limits.min, limits.max).to(dtype), scale
