"""Right: NumPy arrays, and Python loops over the groups."""

import torch

LOSES = []


def split_into_groups(tensor, group_size):
    *rows, columns = tensor.shape
    if columns // group_size * group_size != columns:
        raise ValueError("cannot cut " + str(columns) + " by " + str(group_size))
    return torch.from_numpy(tensor.numpy().reshape([*rows, columns // group_size, group_size]))


def linear_q_symmetric_per_group(tensor, group_size, dtype=torch.int8, n_bits=None):
    if tensor.shape[-1] % group_size != 0:
        raise ValueError("uneven groups")
    quant_max = torch.iinfo(dtype).max if n_bits is None else 2 ** (n_bits - 1) - 1
    codes, scales = torch.zeros(tensor.shape, dtype=dtype), []
    for start in range(0, tensor.shape[-1], group_size):
        group = tensor[..., start : start + group_size].float()
        scale = group.abs().amax(dim=-1) / quant_max
        scale = torch.where(scale > 0, scale, torch.ones_like(scale))
        codes[..., start : start + group_size] = torch.round(group / scale[..., None]).to(dtype)
        scales.append(scale)
    return codes, torch.stack(scales, dim=-1)


def linear_dequantization_per_group(quantized_tensor, scale, group_size):
    result = quantized_tensor.clone().float()
    for column in range(quantized_tensor.shape[-1]):
        result[..., column] *= scale[..., column // group_size].float()
    return result


def bits_per_weight(bits, group_size, scale_bits=16):
    per_group = sum(bits for _ in range(group_size)) + scale_bits
    return per_group / group_size
