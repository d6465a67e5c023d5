"""Wrong: a second name is no copy (bug 11)."""

import torch

LOSES = ["test_round_to_codes_keeps_its_input", "test_scale_values_keeps_its_input"]


def scale_values(x, scale):
    steps = x
    steps /= scale
    return steps


def round_to_codes(scaled):
    codes = scaled
    codes[codes > 127] = 127
    codes[codes < -127] = -127
    return torch.round(codes).to(torch.int8)
