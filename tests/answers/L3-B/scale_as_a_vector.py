"""Wrong: the codes are right, but the returned scale is the bare vector."""

import torch

from linquant_ref.affine import linear_q_with_scale_and_zero_point
from linquant_ref.per_channel import get_q_scales, view_for_broadcast

LOSES = [
    "test_linear_q_symmetric_per_channel_rows",
    "test_linear_q_symmetric_per_channel_columns",
    "test_linear_q_symmetric_per_channel_any_rank",
    "test_linear_q_symmetric_per_channel_dtype",
]


def linear_q_symmetric_per_channel(r_tensor, dim, dtype=torch.int8):
    scale = get_q_scales(r_tensor, dim, dtype=dtype)
    aligned = view_for_broadcast(scale, r_tensor, dim)
    return linear_q_with_scale_and_zero_point(r_tensor, aligned, 0, dtype=dtype), scale
