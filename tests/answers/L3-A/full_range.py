"""Wrong: the scale of the full range, where the most negative code occurs."""

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
    "test_choose_mode_dtype",
    "test_choose_mode_needs_half_of_the_error",
]


def get_q_scale_symmetric(tensor, dtype=torch.int8):
    limits = torch.iinfo(dtype)
    return max(2 * tensor.abs().max().item() / (limits.max - limits.min), torch.finfo(torch.float32).tiny)
