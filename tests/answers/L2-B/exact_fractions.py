"""Right: the range by sorting and torch.where, scale and zero point as exact fractions, codes with own rounding."""

import torch

LOSES = []


def value_range(tensor):
    numbers = tensor.flatten().sort().values
    smallest, largest = numbers[0], numbers[-1]
    return float(torch.where(smallest < 0, smallest, 0)), float(torch.where(largest > 0, largest, 0))


def get_q_scale_and_zero_point(tensor, dtype=torch.int8):
    from fractions import Fraction

    r_min, r_max = map(Fraction, value_range(tensor))
    q_min, q_max = torch.iinfo(dtype).min, torch.iinfo(dtype).max
    if r_min == r_max:
        return torch.finfo(torch.float32).eps, q_min
    scale = (r_max - r_min) / (q_max - q_min)
    return float(scale), round(q_min - r_min / scale)


def linear_quantization(tensor, dtype=torch.int8):
    scale, zero_point = get_q_scale_and_zero_point(tensor, dtype)
    codes = tensor.to(torch.float32, copy=True).div_(scale).add_(zero_point).round_()
    for end, beyond in ((torch.iinfo(dtype).min, torch.lt), (torch.iinfo(dtype).max, torch.gt)):
        codes.masked_fill_(beyond(codes, end), end)
    return codes.type(dtype), scale, zero_point
