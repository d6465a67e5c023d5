"""Wrong: one scale for the whole input, in the right shape."""

import torch

LOSES = [
    "test_quantize_per_token_any_rank",
    "test_quantize_per_token_example",
    "test_quantize_per_token_low_precision",
    "test_quantize_per_token_zeros",
    "test_quantized_linear_W8A8_scales",
]


def quantize_per_token(input):
    rows = input.float()
    scale = (rows.abs().max() / 127).clamp(min=1e-37).expand(*input.shape[:-1], 1)
    return torch.round(rows / scale).to(torch.int8), scale
