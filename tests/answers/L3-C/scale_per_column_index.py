"""Wrong: amax over the wrong dimension gives one scale per position in a group."""

import torch

from linquant_ref.per_group import split_into_groups

LOSES = [
    "test_linear_q_symmetric_per_group_dtype",
    "test_linear_q_symmetric_per_group_example",
    "test_linear_q_symmetric_per_group_low_precision",
    "test_linear_q_symmetric_per_group_n_bits",
    "test_linear_q_symmetric_per_group_neighbours",
    "test_linear_q_symmetric_per_group_transposed",
    "test_linear_q_symmetric_per_group_zeros",
]


def linear_q_symmetric_per_group(tensor, group_size, dtype=torch.int8, n_bits=None):
    quant_max = 2 ** ((n_bits or torch.iinfo(dtype).bits) - 1) - 1
    groups = split_into_groups(tensor.float(), group_size)
    scale = (groups.abs().amax(dim=-2) / quant_max).clamp(min=torch.finfo(torch.float32).tiny)
    codes = torch.round(groups / scale.unsqueeze(-2)).clamp(-quant_max, quant_max)
    return codes.to(dtype).reshape(tensor.shape), scale
