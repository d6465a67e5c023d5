"""Wrong: a tensor of zeros gets the scale 0."""

import torch

LOSES = ["test_get_q_scale_symmetric_zeros", "test_linear_q_symmetric_zeros"]


def get_q_scale_symmetric(tensor, dtype=torch.int8):
    return tensor.abs().max().item() / torch.iinfo(dtype).max


def linear_q_symmetric(tensor, dtype=torch.int8):
    scale = get_q_scale_symmetric(tensor, dtype)
    return torch.round(tensor.float() / scale).clamp(-torch.iinfo(dtype).max, torch.iinfo(dtype).max).to(dtype), scale
