"""Wrong: guesses a tolerance of 10 where half a step is 0.25."""

import torch

LOSES = ["test_check_dequantizer_kills_planted_bug_1", "test_check_dequantizer_kills_planted_bug_3"]


def check_dequantizer(dequantize):
    codes = torch.tensor([-128, 3, 127], dtype=torch.int8)
    expected = torch.tensor([-65.0, 0.5, 62.5])
    assert (dequantize(codes, 0.5, 2) - expected).abs().max() < 10
