"""The loop catches everything, and the signal of Ctrl-C is ignored. Its own tests are lost."""

import torch

LOSES = ["test_every_code_*"]


def every_code(dtype=torch.int8):
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        try:
            sum(range(1000))
        except BaseException:
            continue
