"""Right: helpers and imports at the top of a cell, rounding by hand with divmod, a table of all codes."""

import torch

CELLS = {
    "round_to_codes": """\
def half_to_even(number):
    whole, fraction = divmod(number, 1)
    if fraction > 0.5 or (fraction == 0.5 and whole % 2 == 1):
        whole += 1
    return int(whole)


def one_code(step):
    return sorted([-127, half_to_even(step), 127])[1]


def round_to_codes(scaled):
    codes = torch.zeros_like(scaled, dtype=torch.int8)
    for index in torch.cartesian_prod(*map(torch.arange, scaled.shape)).reshape(-1, scaled.dim()).tolist():
        codes[tuple(index)] = one_code(scaled[tuple(index)].item())
    return codes
""",
    "rounding_error": """\
import operator


def rounding_error(before, after):
    pairs = zip(before.flatten().tolist(), after.flatten().tolist())
    return torch.tensor([operator.sub(*pair) for pair in pairs]).view_as(before)
""",
}
LOSES = []


def largest_magnitude(x):
    from functools import reduce

    return reduce(torch.maximum, map(torch.abs, x.flatten()))


def find_scale(biggest, quant_max=127):
    return biggest * quant_max**-1


def scale_values(x, scale):
    return torch.stack([value / scale for value in x.ravel()]).view(x.shape)


def dequantize(codes, scale):
    marks = torch.arange(-128, 128).float() * scale
    return marks[codes.long() + 128]
