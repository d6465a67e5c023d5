"""A forgotten print writes one line of 200 MB. Full marks."""

import torch

LOSES = []


def every_code(dtype=torch.int8):
    print("x" * 200_000_000)
    info = torch.iinfo(dtype)
    return torch.arange(info.min, info.max + 1).to(dtype)
