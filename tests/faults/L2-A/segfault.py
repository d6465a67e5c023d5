"""The function crashes the interpreter. Its own tests are lost."""

import torch

LOSES = ["test_every_code_*"]


def every_code(dtype=torch.int8):
    import ctypes

    return ctypes.string_at(0)
