"""Wrong: the cast cuts the fraction off before anything is rounded."""

import torch

from linquant_ref.per_group import split_into_groups

LOSES = [
    "test_linear_q_symmetric_per_group_dtype",
    "test_linear_q_symmetric_per_group_low_precision",
    "test_linear_q_symmetric_per_group_n_bits",
    "test_linear_q_symmetric_per_group_transposed",
]


def linear_q_symmetric_per_group(tensor, group_size, dtype=torch.int8, n_bits=None):
    quant_max = 2 ** ((n_bits or torch.iinfo(dtype).bits) - 1) - 1
    groups = split_into_groups(tensor.detach().float(), group_size)
    scale = (groups.abs().amax(dim=-1) / quant_max).clamp(min=torch.finfo(torch.float32).tiny)
    codes = (groups / scale.unsqueeze(-1)).to(dtype).clamp(-quant_max, quant_max)
    return codes.reshape(tensor.shape), scale
