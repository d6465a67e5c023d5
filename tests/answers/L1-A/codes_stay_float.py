"""Wrong: forgets the cast."""

import torch

LOSES = [
    "test_round_to_codes_example",
    "test_round_to_codes_saturates",
    "test_round_to_codes_ties",
    "test_round_to_codes_restricted_range",
]


def round_to_codes(scaled):
    return torch.round(scaled).clamp(-127, 127)
