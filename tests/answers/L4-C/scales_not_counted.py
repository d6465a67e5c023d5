"""Wrong: counts codes only, as if scales were free."""

import torch

LOSES = ["test_quantized_bytes_*"]


def quantized_bytes(model, n_bits, granularity="tensor", group_size=8):
    total = sum(4 * parameter.numel() for parameter in model.parameters())
    for module in model.modules():
        if isinstance(module, torch.nn.Linear):
            total -= 4 * module.weight.numel() - module.weight.numel() * n_bits // 8
    return total
