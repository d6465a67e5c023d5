"""Wrong: a row of zeros is divided by a scale of 0."""

import torch

LOSES = ["test_quantize_per_token_zeros"]


def quantize_per_token(input):
    rows = input.float()
    scale = rows.abs().amax(dim=-1, keepdim=True) / 127
    return torch.round(rows / scale).clamp(-127, 127).to(torch.int8), scale
