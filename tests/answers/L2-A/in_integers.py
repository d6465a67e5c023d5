"""Right: limits by bit width, subtraction in int32."""

import torch

LOSES = []


def every_code(dtype=torch.int8):
    bits = torch.iinfo(dtype).bits
    codes = torch.arange(2**bits)
    return (codes if dtype == torch.uint8 else codes - 2 ** (bits - 1)).to(dtype)


def linear_q_with_scale_and_zero_point(tensor, scale, zero_point, dtype=torch.int8):
    info = torch.iinfo(dtype)
    shifted = torch.add(torch.div(tensor.double(), scale), zero_point)
    return torch.clip(shifted.round(), min=info.min, max=info.max).type(dtype)


def linear_dequantization(quantized_tensor, scale, zero_point):
    return quantized_tensor.to(torch.int32).sub(zero_point).float().mul(scale)
