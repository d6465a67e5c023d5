"""Right: one number after the other, in plain Python."""

import torch

from linquant_ref.affine import linear_q_with_scale_and_zero_point

LOSES = []


def value_range(tensor):
    low, high = 0.0, 0.0
    for number in tensor.flatten().tolist():
        if number < low:
            low = number
        elif number > high:
            high = number
    return low, high


def get_q_scale_and_zero_point(tensor, dtype=torch.int8):
    low, high = value_range(tensor)
    limits = torch.iinfo(dtype)
    if high == low:
        return 1.0, 0
    scale = (high - low) / (limits.max - limits.min)
    return scale, round(limits.min - low / scale)


def linear_quantization(tensor, dtype=torch.int8):
    scale, zero_point = get_q_scale_and_zero_point(tensor, dtype)
    codes = [linear_q_with_scale_and_zero_point(number, scale, zero_point, dtype).item() for number in tensor.flatten()]
    return torch.tensor(codes, dtype=dtype).reshape(tensor.shape), scale, zero_point
