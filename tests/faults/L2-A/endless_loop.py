"""The function never ends. Its own tests are lost."""

import torch

LOSES = ["test_every_code_*"]


def every_code(dtype=torch.int8):
    while True:
        pass
