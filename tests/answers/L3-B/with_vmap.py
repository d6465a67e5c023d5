"""Right: vmap over the channels, indexing with None, keyword calls and a broadcast of the whole scale."""

import torch

from linquant_ref.affine import linear_q_with_scale_and_zero_point
from linquant_ref.symmetric import get_q_scale_symmetric

LOSES = []


def get_q_scales_with_loop(r_tensor, dim, dtype=torch.int8):
    return torch.stack(
        [
            torch.as_tensor(get_q_scale_symmetric(tensor=r_tensor.select(dim, index), dtype=dtype), dtype=torch.float32)
            for index in range(r_tensor.size(dim))
        ]
    )


def view_for_broadcast(scale, r_tensor, dim):
    index = [None] * r_tensor.dim()
    index[dim] = slice(None)
    return scale[tuple(index)]


def get_q_scales(r_tensor, dim, dtype=torch.int8):
    quant_max = torch.iinfo(dtype).max
    scale = torch.vmap(lambda channel: channel.float().abs().max() / quant_max, in_dims=dim)(r_tensor)
    return torch.maximum(scale, torch.tensor(1e-35))


def linear_q_symmetric_per_channel(r_tensor, dim, dtype=torch.int8):
    scale = view_for_broadcast(scale=get_q_scales(r_tensor=r_tensor, dim=dim, dtype=dtype), r_tensor=r_tensor, dim=dim)
    codes = linear_q_with_scale_and_zero_point(
        tensor=r_tensor, scale=scale.expand_as(r_tensor), zero_point=0, dtype=dtype
    )
    return codes, scale
