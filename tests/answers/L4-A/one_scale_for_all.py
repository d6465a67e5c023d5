"""Wrong: the largest magnitude of the whole matrix for every row."""

import torch

LOSES = [
    "test_W8A16LinearLayer_quantize",
    "test_quantize_rows_bfloat16",
    "test_quantize_rows_example",
    "test_quantize_rows_known_codes",
    "test_quantize_rows_low_precision",
]


def quantize_rows(weights):
    weights = weights.detach().float()
    scales = (weights.abs().max() / 127).expand(weights.shape[0]).clone()
    return torch.round(weights / scales.unsqueeze(1)).clamp(-127, 127).to(torch.int8), scales
