"""Wrong: |q| >= quant_max, but the absolute value of -128 is -128 in int8, and -127 is not an end."""

import torch

LOSES = ["test_saturated_fraction_*"]


def saturated_fraction(quantized_tensor):
    quant_max = torch.iinfo(quantized_tensor.dtype).max
    return (quantized_tensor.abs() >= quant_max).float().mean().item()
