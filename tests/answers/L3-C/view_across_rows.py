"""Wrong: everything is flattened and cut, so that groups run on into the next row; view refuses a transposed tensor."""

import torch

LOSES = [
    "test_linear_dequantization_per_group_example",
    "test_linear_dequantization_per_group_neighbours",
    "test_linear_q_symmetric_per_group_transposed",
    "test_linear_q_symmetric_per_group_uneven",
    "test_split_into_groups_any_shape",
    "test_split_into_groups_example",
    "test_split_into_groups_uneven",
]


def split_into_groups(tensor, group_size):
    if tensor.numel() % group_size != 0:
        raise ValueError(f"{tensor.numel()} elements, groups of {group_size}")
    return tensor.view(-1, group_size)


def linear_q_symmetric_per_group(tensor, group_size, dtype=torch.int8, n_bits=None):
    quant_max = 2 ** ((n_bits or torch.iinfo(dtype).bits) - 1) - 1
    groups = split_into_groups(tensor.float(), group_size)
    scale = (groups.abs().amax(dim=-1, keepdim=True) / quant_max).clamp(min=torch.finfo(torch.float32).tiny)
    codes = torch.round(groups / scale).to(dtype).view(tensor.shape)
    return codes, scale.view(*tensor.shape[:-1], -1)
