"""Wrong: the two new sizes are exchanged, so that every n-th element shares a scale."""

import torch

LOSES = [
    "test_linear_dequantization_per_group_example",
    "test_linear_dequantization_per_group_half_scale",
    "test_linear_dequantization_per_group_neighbours",
    "test_linear_q_symmetric_per_group_dtype",
    "test_linear_q_symmetric_per_group_example",
    "test_linear_q_symmetric_per_group_low_precision",
    "test_linear_q_symmetric_per_group_n_bits",
    "test_linear_q_symmetric_per_group_neighbours",
    "test_linear_q_symmetric_per_group_transposed",
    "test_linear_q_symmetric_per_group_zeros",
    "test_split_into_groups_any_shape",
    "test_split_into_groups_example",
]


def split_into_groups(tensor, group_size):
    if tensor.shape[-1] % group_size != 0:
        raise ValueError(f"{tensor.shape[-1]} is not divisible by {group_size}")
    return tensor.reshape(*tensor.shape[:-1], group_size, -1).transpose(-1, -2)


def linear_q_symmetric_per_group(tensor, group_size, dtype=torch.int8, n_bits=None):
    if tensor.shape[-1] % group_size != 0:
        raise ValueError(f"{tensor.shape[-1]} is not divisible by {group_size}")
    quant_max = 2 ** ((n_bits or torch.iinfo(dtype).bits) - 1) - 1
    groups = tensor.detach().float().reshape(*tensor.shape[:-1], group_size, -1)
    scale = (groups.abs().amax(dim=-2) / quant_max).clamp(min=torch.finfo(torch.float32).tiny)
    return torch.round(groups / scale.unsqueeze(-2)).to(dtype).reshape(tensor.shape), scale


def linear_dequantization_per_group(quantized_tensor, scale, group_size):
    return quantized_tensor.float() * scale.float().repeat(*[1] * (scale.dim() - 1), group_size)
