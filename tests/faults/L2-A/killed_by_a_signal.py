"""The function kills its own process. Its own tests are lost."""

import torch

LOSES = ["test_every_code_*"]


def every_code(dtype=torch.int8):
    import os
    import signal

    os.kill(os.getpid(), signal.SIGKILL)
