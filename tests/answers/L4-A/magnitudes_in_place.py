"""Wrong: float() of a float32 tensor is an alias, and abs_() writes into the caller's weights."""

import torch

LOSES = ["test_quantize_rows_leaves_weights"]


def quantize_rows(weights):
    signs = weights.detach().float().sign()
    weights = weights.detach().float().abs_()
    scales = (weights.amax(dim=1) / 127).clamp(min=torch.finfo(torch.float32).tiny)
    codes = signs * torch.round(weights / scales.unsqueeze(1)).clamp(max=127)
    return codes.to(torch.int8), scales
