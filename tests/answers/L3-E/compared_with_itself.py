"""Wrong: compares the implementation with itself, so that only a changed input or a crash is noticed."""

import torch

LOSES = [
    "test_check_dequantizer_*",
    "test_check_quantizer_kills_planted_bug_1",
    "test_check_quantizer_kills_planted_bug_2",
    "test_check_quantizer_kills_planted_bug_3",
    "test_check_quantizer_kills_planted_bug_4",
    "test_check_quantizer_kills_planted_bug_5",
]


def check_quantizer(quantize):
    tensor = torch.tensor([-300.0, -0.7, 0.4, 99.9])
    assert torch.equal(quantize(tensor, 0.5, 3), quantize(tensor, 0.5, 3))


def check_dequantizer(dequantize):
    codes = torch.tensor([-128, 3, 127], dtype=torch.int8)
    assert torch.equal(dequantize(codes, 0.5, -70), dequantize(codes, 0.5, -70))
