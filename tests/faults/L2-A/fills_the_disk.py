"""The function writes files until the disk refuses. Its own tests are lost."""

import torch

LOSES = ["test_every_code_*"]


def every_code(dtype=torch.int8):
    for number in range(100_000):
        with open(f"dump-{number}", "wb") as dump:
            dump.write(bytes(100_000_000))
