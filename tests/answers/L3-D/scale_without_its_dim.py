"""Wrong: the scale loses the last dimension."""

import torch

LOSES = [
    "test_quantize_per_token_any_rank",
    "test_quantize_per_token_example",
    "test_quantize_per_token_low_precision",
    "test_quantize_per_token_zeros",
    "test_quantized_linear_W8A8_any_rank",
    "test_quantized_linear_W8A8_scales",
]


def quantize_per_token(input):
    rows = input.float()
    scale = (rows.abs().amax(dim=-1) / 127).clamp(min=1e-37)
    return torch.round(rows / scale.unsqueeze(-1)).to(torch.int8), scale
