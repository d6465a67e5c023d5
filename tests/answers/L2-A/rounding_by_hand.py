"""Right: floor and the fraction instead of round, where instead of clamp, a table of all real values, helpers."""

import torch

CELLS = {
    "linear_q_with_scale_and_zero_point": """\
def half_to_even(steps):
    below = torch.floor(steps)
    fraction = steps - below
    up = (fraction > 0.5) | ((fraction == 0.5) & (below % 2 == 1))
    return torch.where(up, below + 1, below)


def linear_q_with_scale_and_zero_point(x, s, z, dtype=torch.int8):
    lowest, highest = (float(end) for end in (torch.iinfo(dtype).min, torch.iinfo(dtype).max))
    codes = half_to_even(torch.true_divide(x.to(torch.float32), s) + z)
    codes = torch.where(codes < lowest, lowest, codes)
    return torch.where(codes > highest, highest, codes).to(dtype)
"""
}
LOSES = []


def every_code(dtype=torch.int8):
    from itertools import count, takewhile

    limits = torch.iinfo(dtype)
    return torch.as_tensor(list(takewhile(lambda code: code <= limits.max, count(limits.min)))).type(dtype)


def linear_dequantization(q, s, z):
    lowest = int(q.min())
    steps_from_zero = torch.arange(lowest, int(q.max()) + 1, dtype=torch.float64) - z
    return torch.index_select(steps_from_zero, 0, q.flatten().long() - lowest).float().reshape(q.shape) * s
