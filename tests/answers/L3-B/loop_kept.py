"""Wrong: the loop of the first exercise again."""

import torch

from linquant_ref.per_channel import get_q_scales_with_loop

LOSES = ["test_get_q_scales_without_a_loop"]


def get_q_scales(r_tensor, dim, dtype=torch.int8):
    return get_q_scales_with_loop(r_tensor, dim, dtype)
