"""Wrong: the generator is not forwarded."""

import torch

LOSES = ["test_random_codes_generator"]


def random_codes(shape, generator=None):
    return torch.randint(-127, 128, shape, dtype=torch.int8)
