"""Right: element by element in Python; the two single numbers are Python floats."""

import torch

LOSES = []


def largest_magnitude(x):
    largest = 0.0
    for value in x.flatten().tolist():
        largest = max(largest, abs(value))
    return largest


def find_scale(largest, quant_max=127):
    return float(largest) / quant_max


def scale_values(x, scale):
    steps = [value / float(scale) for value in x.flatten().tolist()]
    return torch.tensor(steps, dtype=torch.float32).reshape(x.shape)


def round_to_codes(scaled):
    codes = [min(max(round(value), -127), 127) for value in scaled.flatten().tolist()]
    return torch.tensor(codes, dtype=torch.int8).reshape(scaled.shape)


def dequantize(codes, scale):
    values = [code * float(scale) for code in codes.flatten().tolist()]
    return torch.tensor(values, dtype=torch.float32).reshape(codes.shape)


def rounding_error(x, x_hat):
    result = torch.empty_like(x)
    for index, (before, after) in enumerate(zip(x.flatten(), x_hat.flatten(), strict=True)):
        result.view(-1)[index] = before - after
    return result
