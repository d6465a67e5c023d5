"""Right: split and concatenate, tuple returns of torch.max, a template with one element in every other dimension."""

import torch

from linquant_ref.symmetric import get_q_scale_symmetric, linear_q_symmetric

LOSES = []


def get_q_scales_with_loop(r_tensor, dim, dtype=torch.int8):
    scale = torch.tensor([])
    for channel in torch.split(r_tensor, 1, dim=dim):
        scale = torch.cat([scale, torch.tensor([float(get_q_scale_symmetric(channel, dtype))])])
    return scale


def view_for_broadcast(scale, r_tensor, dim):
    template = r_tensor
    for other in range(r_tensor.dim()):
        if other != dim % r_tensor.dim():
            template = template.narrow(other, 0, 1)
    return scale.view(template.shape)


def get_q_scales(r_tensor, dim, dtype=torch.int8):
    values = r_tensor.to(torch.float32).abs().swapdims(0, dim)
    while values.dim() > 1:
        values, _ = torch.max(values, dim=-1)
    scale = values / torch.iinfo(dtype).max
    return torch.where(scale.gt(0), scale, torch.ones_like(scale))


def linear_q_symmetric_per_channel(r_tensor, dim, dtype=torch.int8):
    parts = [linear_q_symmetric(channel, dtype=dtype) for channel in r_tensor.split(1, dim)]
    codes = torch.cat([codes for codes, _ in parts], dim)
    scale = torch.tensor([float(scale) for _, scale in parts])
    return codes, view_for_broadcast(scale, r_tensor, dim)
