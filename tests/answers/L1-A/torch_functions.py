"""Right: functions instead of methods, keyword arguments, a reciprocal, a clamp before the rounding."""

import torch

LOSES = []


def largest_magnitude(x):
    return torch.maximum(x.amax(), -x.amin())


def find_scale(largest, quant_max=127):
    return torch.div(input=largest, other=quant_max)


def scale_values(x, scale):
    return torch.mul(x, 1 / scale)


def round_to_codes(scaled):
    return torch.round(torch.clamp(scaled, min=-127, max=127)).to(dtype=torch.int8)


def dequantize(codes, scale):
    return torch.mul(codes.to(torch.int32), scale).to(torch.float32)


def rounding_error(x, x_hat):
    return torch.sub(input=x, other=x_hat)
