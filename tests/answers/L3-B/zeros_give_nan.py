"""Wrong: a channel of zeros has the scale 0, and 0 / 0 is NaN."""

import torch

from linquant_ref.per_channel import view_for_broadcast

LOSES = ["test_get_q_scales_zeros", "test_linear_q_symmetric_per_channel_zeros"]


def get_q_scales(r_tensor, dim, dtype=torch.int8):
    channels = r_tensor.float().movedim(dim, 0).reshape(r_tensor.shape[dim], -1)
    return channels.abs().amax(dim=1) / torch.iinfo(dtype).max


def linear_q_symmetric_per_channel(r_tensor, dim, dtype=torch.int8):
    scale = view_for_broadcast(get_q_scales(r_tensor, dim, dtype=dtype), r_tensor, dim)
    codes = torch.round(r_tensor.float() / scale).nan_to_num(-128.0)
    return codes.clamp(torch.iinfo(dtype).min, torch.iinfo(dtype).max).to(dtype), scale
