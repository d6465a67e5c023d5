"""Wrong: the range is [-r_min, r_max], as many public lessons write it."""

import torch

LOSES = [
    "test_get_q_scale_symmetric_example",
    "test_get_q_scale_symmetric_largest_is_negative",
    "test_get_q_scale_symmetric_dtype",
    "test_get_q_scale_symmetric_low_precision",
    "test_linear_q_symmetric_example",
    "test_linear_q_symmetric_dtype",
    "test_linear_q_symmetric_stays_in_the_restricted_range",
    "test_linear_q_symmetric_bfloat16",
    "test_choose_mode_*",
]


def get_q_scale_symmetric(tensor, dtype=torch.int8):
    r_min, r_max = tensor.min().item(), tensor.max().item()
    return max((r_max - (-r_min)) / (2 * torch.iinfo(dtype).max), torch.finfo(torch.float32).tiny)
