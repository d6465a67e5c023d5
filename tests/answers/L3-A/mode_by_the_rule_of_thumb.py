"""Wrong: the rule of thumb instead of the measured errors."""

import torch

from linquant_ref.symmetric import range_use

LOSES = ["test_choose_mode_needs_half_of_the_error", "test_choose_mode_dtype"]


def choose_mode(tensor, dtype=torch.int8):
    return "asymmetric" if range_use(tensor) ** 2 < 0.5 else "symmetric"
