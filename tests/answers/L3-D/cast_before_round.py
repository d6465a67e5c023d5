"""Wrong: the cast cuts the fraction off."""

import torch

LOSES = [
    "test_quantize_per_token_example",
    "test_quantize_per_token_low_precision",
    "test_quantized_linear_W8A8_example",
]


def quantize_per_token(input):
    rows = input.float()
    scale = (rows.abs().amax(dim=-1, keepdim=True) / 127).clamp(min=1e-37)
    return (rows / scale).to(torch.int8), scale
