"""The function fills 30 GB of memory. Its own tests are lost."""

import torch

LOSES = ["test_every_code_*"]


def every_code(dtype=torch.int8):
    blocks = []
    for _ in range(300):
        blocks.append(torch.ones(25_000_000))
    return blocks
