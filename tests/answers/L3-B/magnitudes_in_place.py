"""Wrong: float() of a float32 tensor is an alias, and abs_() writes into the caller's weights."""

import torch

from linquant_ref.per_channel import get_q_scales, view_for_broadcast

LOSES = ["test_linear_q_symmetric_per_channel_leaves_input"]


def linear_q_symmetric_per_channel(r_tensor, dim, dtype=torch.int8):
    signs = r_tensor.float().sign()
    magnitudes = r_tensor.float().abs_()
    scale = view_for_broadcast(get_q_scales(magnitudes, dim, dtype=dtype), r_tensor, dim)
    return (signs * torch.round(magnitudes / scale)).to(dtype), scale
