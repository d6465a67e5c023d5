"""Wrong: a row of zeros has the scale 0, and 0 / 0 is NaN."""

import torch

LOSES = ["test_quantize_rows_zeros"]


def quantize_rows(weights):
    weights = weights.detach().float()
    scales = weights.abs().amax(dim=1) / 127
    return torch.round(weights / scales.unsqueeze(1)).clamp(-127, 127).to(torch.int8), scales
