"""Right: all groups in one list, L3-B's scale per row for 8 bits, keyword calls, repeat_interleave."""

import torch

from linquant_ref.per_channel import linear_q_symmetric_per_channel

LOSES = []


def split_into_groups(tensor, group_size):
    rest = tensor.shape[-1] % group_size
    if rest:
        raise ValueError(f"{tensor.shape[-1]} columns leave {rest} over in groups of {group_size}")
    return torch.stack(tensor.split(group_size, dim=-1), dim=-2)


def linear_q_symmetric_per_group(tensor, group_size, dtype=torch.int8, n_bits=None):
    n_groups = split_into_groups(tensor=tensor, group_size=group_size).shape[-2]
    flat = tensor.reshape(-1, group_size)
    if n_bits is None:
        codes, scale = linear_q_symmetric_per_channel(r_tensor=flat, dim=0, dtype=dtype)
    else:
        quant_max = (1 << (n_bits - 1)) - 1
        scale = flat.float().abs().max(dim=1, keepdim=True).values / quant_max
        scale = torch.where(scale == 0, 1.0, scale)
        codes = torch.round(flat.float() / scale).to(dtype)
    return codes.reshape(tensor.shape), scale.reshape(*tensor.shape[:-1], n_groups)


def linear_dequantization_per_group(quantized_tensor, scale, group_size):
    return quantized_tensor * scale.float().repeat_interleave(group_size, dim=-1)


def bits_per_weight(bits, group_size, scale_bits=16):
    return (bits * group_size + scale_bits) / group_size
