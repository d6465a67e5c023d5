"""Wrong: floor(x + 0.5) sends every tie upwards."""

import torch

LOSES = ["test_round_to_codes_ties"]


def round_to_codes(scaled):
    return torch.floor(scaled + 0.5).clamp(-127, 127).to(torch.int8)
