"""Wrong: the number of codes at an end, not their share."""

import torch

LOSES = ["test_saturated_fraction_*"]


def saturated_fraction(quantized_tensor):
    limits = torch.iinfo(quantized_tensor.dtype)
    return ((quantized_tensor == limits.min) | (quantized_tensor == limits.max)).sum().item()
