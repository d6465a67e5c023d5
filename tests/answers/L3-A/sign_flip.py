"""Wrong: bfloat16 arithmetic and a cast without a clamp turn the largest weight into -128."""

import torch

LOSES = ["test_get_q_scale_symmetric_low_precision", "test_linear_q_symmetric_bfloat16"]


def get_q_scale_symmetric(tensor, dtype=torch.int8):
    scale = tensor.abs().max() / torch.iinfo(dtype).max
    return scale if scale > 0 else 1.0


def linear_q_symmetric(tensor, dtype=torch.int8):
    scale = get_q_scale_symmetric(tensor, dtype)
    return torch.round(tensor / scale).to(dtype), scale
