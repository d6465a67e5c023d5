"""Wrong: counts the highest code and forgets the lowest one."""

import torch

LOSES = ["test_saturated_fraction_*"]


def saturated_fraction(quantized_tensor):
    return (quantized_tensor == torch.iinfo(quantized_tensor.dtype).max).float().mean().item()
