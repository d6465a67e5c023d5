"""Wrong: a loop that never ends."""

import torch

LOSES = ["test_every_code_*"]


def every_code(dtype=torch.int8):
    code = torch.iinfo(dtype).min
    while True:
        code = min(code + 1, torch.iinfo(dtype).max)
