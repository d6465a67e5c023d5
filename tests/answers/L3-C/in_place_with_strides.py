"""Right: works in place on a copy, takes every group_size-th column, fractions for the bits."""

import torch

LOSES = []


def split_into_groups(tensor, group_size):
    n_groups, rest = divmod(tensor.shape[-1], group_size)
    if rest != 0:
        raise ValueError("group_size=%d, last dimension=%d" % (group_size, tensor.shape[-1]))  # noqa: UP031
    return tensor.contiguous().view(*tensor.shape[:-1], n_groups, group_size)


def linear_q_symmetric_per_group(tensor, group_size, dtype=torch.int8, n_bits=None):
    work = split_into_groups(tensor.detach().to(torch.float32, copy=True), group_size)
    quant_max = torch.iinfo(dtype).max
    if n_bits is not None:
        quant_max >>= torch.iinfo(dtype).bits - n_bits
    scale = torch.maximum(work.amax(-1), -work.amin(-1)).div_(quant_max)
    scale[scale == 0] = torch.finfo(torch.float32).eps
    work.div_(scale[..., None]).round_().clamp_(-quant_max, quant_max)
    codes = torch.empty(tensor.shape, dtype=dtype)
    codes.copy_(work.flatten(start_dim=-2))
    return codes, scale


def linear_dequantization_per_group(quantized_tensor, scale, group_size):
    result = torch.empty(quantized_tensor.shape)
    for member in range(group_size):
        result[..., member::group_size] = quantized_tensor[..., member::group_size] * scale.float()
    return result


def bits_per_weight(bits, group_size, scale_bits=16):
    from fractions import Fraction

    return float(bits + Fraction(scale_bits, group_size))
