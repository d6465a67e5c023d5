"""Wrong: the returned scales have the right shape, but the division broadcasts the bare vector along the last dim."""

import torch

from linquant_ref.affine import linear_q_with_scale_and_zero_point
from linquant_ref.per_channel import get_q_scales, view_for_broadcast

LOSES = [
    "test_linear_q_symmetric_per_channel_rows",
    "test_linear_q_symmetric_per_channel_any_rank",
    "test_linear_q_symmetric_per_channel_dtype",
    "test_linear_q_symmetric_per_channel_bfloat16",
]


def linear_q_symmetric_per_channel(r_tensor, dim, dtype=torch.int8):
    scale = get_q_scales(r_tensor, dim, dtype=dtype)
    codes = linear_q_with_scale_and_zero_point(r_tensor, scale, 0, dtype=dtype)
    return codes, view_for_broadcast(scale, r_tensor, dim)
