"""Wrong: what does not fill a group is cut off without a word."""

import torch

LOSES = ["test_linear_q_symmetric_per_group_uneven", "test_split_into_groups_uneven"]


def split_into_groups(tensor, group_size):
    n_groups = tensor.shape[-1] // group_size
    return tensor[..., : n_groups * group_size].reshape(*tensor.shape[:-1], n_groups, group_size)


def linear_q_symmetric_per_group(tensor, group_size, dtype=torch.int8, n_bits=None):
    quant_max = 2 ** ((n_bits or torch.iinfo(dtype).bits) - 1) - 1
    groups = split_into_groups(tensor.float(), group_size)
    scale = (groups.abs().amax(dim=-1) / quant_max).clamp(min=torch.finfo(torch.float32).tiny)
    codes = torch.round(groups / scale.unsqueeze(-1)).clamp(-quant_max, quant_max)
    return codes.to(dtype).flatten(-2), scale
