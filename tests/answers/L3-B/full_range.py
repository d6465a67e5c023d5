"""Wrong: the scale of the full range, half a code finer."""

import torch

LOSES = [
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


def get_q_scales(r_tensor, dim, dtype=torch.int8):
    largest = r_tensor.float().movedim(dim, 0).reshape(r_tensor.shape[dim], -1).abs().amax(dim=1)
    return (largest / (torch.iinfo(dtype).max + 0.5)).clamp(min=torch.finfo(torch.float32).tiny)
