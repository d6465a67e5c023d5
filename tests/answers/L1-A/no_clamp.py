"""Wrong: does not clamp."""

import torch

LOSES = ["test_round_to_codes_saturates", "test_round_to_codes_restricted_range"]


def round_to_codes(scaled):
    return torch.round(scaled).to(torch.int32).to(torch.int8)
