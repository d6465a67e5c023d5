"""The function asks for input. Its own tests are lost."""

import torch

LOSES = ["test_every_code_*"]


def every_code(dtype=torch.int8):
    input("Which dtype? ")
    info = torch.iinfo(dtype)
    return torch.arange(info.min, info.max + 1).to(dtype)
