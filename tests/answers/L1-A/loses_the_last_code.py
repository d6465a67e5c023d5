"""Wrong: clamps at 126."""

import torch

LOSES = [
    "test_round_to_codes_*_range",
    "test_round_to_codes_example",
    "test_round_to_codes_saturates",
    "test_round_to_codes_ties",
]


def round_to_codes(scaled):
    return torch.round(scaled).clamp(-127, 126).to(torch.int8)
