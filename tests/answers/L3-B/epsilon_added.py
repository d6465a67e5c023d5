"""Wrong: an epsilon is added to every scale."""

import torch

LOSES = ["test_get_q_scales_low_precision"]


def get_q_scales(r_tensor, dim, dtype=torch.int8):
    channels = r_tensor.float().movedim(dim, 0).reshape(r_tensor.shape[dim], -1)
    return channels.abs().amax(dim=1) / torch.iinfo(dtype).max + 1e-9
