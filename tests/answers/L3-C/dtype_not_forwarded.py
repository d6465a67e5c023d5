"""Wrong: without n_bits the range is always that of int8."""

import torch

from linquant_ref.per_group import split_into_groups

LOSES = ["test_linear_q_symmetric_per_group_dtype"]


def linear_q_symmetric_per_group(tensor, group_size, dtype=torch.int8, n_bits=None):
    quant_max = 2 ** ((n_bits or 8) - 1) - 1
    groups = split_into_groups(tensor.detach().float(), group_size)
    scale = (groups.abs().amax(dim=-1) / quant_max).clamp(min=torch.finfo(torch.float32).tiny)
    codes = torch.round(groups / scale.unsqueeze(-1)).clamp(-quant_max, quant_max).to(dtype)
    return codes.reshape(tensor.shape), scale
