"""Wrong: a cosine similarity as the pass mark, which is blind to the scale."""

import torch

LOSES = [
    "test_check_dequantizer_kills_planted_bug_1",
    "test_check_dequantizer_kills_planted_bug_2",
    "test_check_dequantizer_kills_planted_bug_3",
]


def check_dequantizer(dequantize):
    codes = torch.tensor([-20, 3, 90], dtype=torch.int8)
    expected = torch.tensor([-10.5, 1.0, 44.5])
    assert torch.cosine_similarity(dequantize(codes, 0.5, 1), expected, dim=0) > 0.99
