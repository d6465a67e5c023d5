"""Right: float64 inside, the larger magnitudes found by sorting, torch.where for the clamp, an einsum."""

import torch

LOSES = []


def largest_magnitude(x):
    return x.double().abs().flatten().sort(descending=True).values[0]


def find_scale(largest, quant_max=127):
    return torch.tensor(largest.item() / quant_max, dtype=torch.float64)


def scale_values(x, scale):
    return torch.true_divide(x.double(), torch.as_tensor(scale, dtype=torch.float64)).float()


def round_to_codes(scaled):
    whole = scaled.double().round()
    return torch.where(whole.abs() > 127, 127 * whole.sign(), whole).to(torch.int8)


def dequantize(codes, scale):
    return torch.einsum("..., -> ...", codes.double(), torch.as_tensor(scale, dtype=torch.float64)).float()


def rounding_error(x, x_hat):
    return torch.add(x.double(), x_hat.double(), alpha=-1).to(x.dtype)
