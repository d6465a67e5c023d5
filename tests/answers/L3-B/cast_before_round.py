"""Wrong: a cast cuts the fractions off."""

import torch

from linquant_ref.per_channel import get_q_scales, view_for_broadcast

LOSES = [
    "test_linear_q_symmetric_per_channel_rows",
    "test_linear_q_symmetric_per_channel_columns",
    "test_linear_q_symmetric_per_channel_dtype",
    "test_linear_q_symmetric_per_channel_bfloat16",
]


def linear_q_symmetric_per_channel(r_tensor, dim, dtype=torch.int8):
    scale = view_for_broadcast(get_q_scales(r_tensor, dim, dtype=dtype), r_tensor, dim)
    return (r_tensor.float() / scale).to(dtype), scale
