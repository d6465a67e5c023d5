"""Wrong: a cast cuts the fractions off."""

import torch

from linquant_ref.symmetric import get_q_scale_symmetric

LOSES = [
    "test_linear_q_symmetric_example",
    "test_linear_q_symmetric_dtype",
    "test_linear_q_symmetric_stays_in_the_restricted_range",
    "test_linear_q_symmetric_bfloat16",
    "test_choose_mode_distributions",
    "test_choose_mode_example",
    "test_choose_mode_needs_half_of_the_error",
]


def linear_q_symmetric(tensor, dtype=torch.int8):
    scale = get_q_scale_symmetric(tensor, dtype)
    return (tensor.float() / scale).to(dtype), scale
