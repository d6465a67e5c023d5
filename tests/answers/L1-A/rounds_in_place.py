"""Wrong: rounds and clamps the caller's tensor."""

import torch

LOSES = ["test_round_to_codes_keeps_its_input"]


def round_to_codes(scaled):
    return scaled.round_().clamp_(-127, 127).to(torch.int8)
