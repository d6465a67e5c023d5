"""Wrong: clamped, but in the tensor's own dtype, so that the most negative code occurs."""

import torch

LOSES = ["test_get_q_scale_symmetric_low_precision", "test_linear_q_symmetric_bfloat16"]


def get_q_scale_symmetric(tensor, dtype=torch.int8):
    scale = tensor.abs().max() / torch.iinfo(dtype).max
    return scale if scale > 0 else 1.0


def linear_q_symmetric(tensor, dtype=torch.int8):
    scale = get_q_scale_symmetric(tensor, dtype)
    limits = torch.iinfo(dtype)
    return torch.round(tensor / scale).clamp(limits.min, limits.max).to(dtype), scale
