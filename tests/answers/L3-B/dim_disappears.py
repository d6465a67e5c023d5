"""Wrong: dim is read as the dimension that disappears."""

import torch

LOSES = [
    "test_get_q_scales_with_loop_example",
    "test_get_q_scales_with_loop_any_dim",
    "test_get_q_scales_with_loop_dtype",
    "test_get_q_scales_with_loop_low_precision",
    "test_get_q_scales_example",
    "test_get_q_scales_without_a_loop",
    "test_get_q_scales_any_rank",
    "test_get_q_scales_transposed",
    "test_get_q_scales_zeros",
    "test_get_q_scales_low_precision",
    "test_get_q_scales_dtype",
    "test_linear_q_symmetric_per_channel_rows",
    "test_linear_q_symmetric_per_channel_columns",
    "test_linear_q_symmetric_per_channel_any_rank",
    "test_linear_q_symmetric_per_channel_dtype",
    "test_linear_q_symmetric_per_channel_bfloat16",
]


def get_q_scales_with_loop(r_tensor, dim, dtype=torch.int8):
    return r_tensor.float().abs().amax(dim=dim) / torch.iinfo(dtype).max


def get_q_scales(r_tensor, dim, dtype=torch.int8):
    return r_tensor.float().abs().amax(dim=dim) / torch.iinfo(dtype).max
