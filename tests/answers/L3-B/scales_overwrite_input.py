"""Wrong: float() of a float32 tensor is an alias, and abs_() takes the signs from the caller's weights."""

import torch

LOSES = [
    "test_linear_q_symmetric_per_channel_rows",
    "test_linear_q_symmetric_per_channel_columns",
    "test_linear_q_symmetric_per_channel_any_rank",
    "test_linear_q_symmetric_per_channel_dtype",
    "test_linear_q_symmetric_per_channel_leaves_input",
]


def get_q_scales(r_tensor, dim, dtype=torch.int8):
    magnitudes = r_tensor.float().abs_().movedim(dim, 0).reshape(r_tensor.shape[dim], -1)
    return (magnitudes.amax(dim=1) / torch.iinfo(dtype).max).clamp(min=torch.finfo(torch.float32).tiny)
