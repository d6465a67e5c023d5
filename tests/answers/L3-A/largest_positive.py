"""Wrong: r_max is the largest value, not the largest magnitude."""

import torch

LOSES = [
    "test_get_q_scale_symmetric_largest_is_negative",
    "test_linear_q_symmetric_stays_in_the_restricted_range",
    "test_linear_q_symmetric_bfloat16",
]


def get_q_scale_symmetric(tensor, dtype=torch.int8):
    r_max = tensor.max().item()
    return max(r_max / torch.iinfo(dtype).max, torch.finfo(torch.float32).tiny)
