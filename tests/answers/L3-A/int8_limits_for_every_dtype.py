"""Wrong: 127 for every dtype."""

import torch

LOSES = ["test_get_q_scale_symmetric_dtype", "test_linear_q_symmetric_dtype", "test_choose_mode_dtype"]


def get_q_scale_symmetric(tensor, dtype=torch.int8):
    return max(tensor.abs().max().item() / 127, torch.finfo(torch.float32).tiny)
