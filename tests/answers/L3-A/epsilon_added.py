"""Wrong: an epsilon is added to every scale."""

import torch

LOSES = ["test_get_q_scale_symmetric_low_precision"]


def get_q_scale_symmetric(tensor, dtype=torch.int8):
    return tensor.abs().max().item() / torch.iinfo(dtype).max + 1e-9
