"""Wrong: abs_ changes the caller's input."""

import torch

LOSES = ["test_quantize_per_token_leaves_input"]


def quantize_per_token(input):
    rows = input.float().clone()
    scale = (input.abs_().float().amax(dim=-1, keepdim=True) / 127).clamp(min=1e-37)
    return torch.round(rows / scale).to(torch.int8), scale
