"""Wrong: randint excludes its upper bound, so that 127 is never drawn, and -128 is."""

import torch

LOSES = ["test_random_codes_both_ends"]


def random_codes(shape, generator=None):
    return torch.randint(-128, 127, shape, generator=generator).to(torch.int8)
