"""Right: unfold, float64 inside, unflatten and flatten."""

import torch

LOSES = []


def split_into_groups(tensor, group_size):
    if tensor.size(-1) % group_size:
        raise ValueError(f"{tensor.size(-1)} is no multiple of {group_size}")
    return tensor.unfold(-1, group_size, group_size)


def linear_q_symmetric_per_group(tensor, group_size, dtype=torch.int8, n_bits=None):
    bits = torch.iinfo(dtype).bits if n_bits is None else n_bits
    quant_max = 2 ** (bits - 1) - 1
    groups = split_into_groups(tensor.double(), group_size)
    largest = torch.linalg.vector_norm(groups, ord=float("inf"), dim=-1, keepdim=True)
    scale = (largest / quant_max).clamp_min(1e-37)
    codes = (groups / scale).round().clamp(min=-quant_max, max=quant_max).to(dtype)
    return codes.flatten(-2), scale.squeeze(-1).float()


def linear_dequantization_per_group(quantized_tensor, scale, group_size):
    groups = quantized_tensor.unflatten(-1, (-1, group_size))
    return (groups.double() * scale.double()[..., None]).flatten(-2).float()


def bits_per_weight(bits, group_size, scale_bits=16):
    return bits + scale_bits * (1 / group_size)
