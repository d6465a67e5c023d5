"""Wrong: tests with the zero point 0 only."""

import torch

LOSES = [
    "test_check_dequantizer_kills_*",
    "test_check_quantizer_kills_planted_bug_4",
    "test_check_quantizer_kills_planted_bug_5",
    "test_check_quantizer_kills_planted_bug_6",
]


def check_quantizer(quantize):
    for dtype, codes in [(torch.int8, [-128, -1, 1, 127]), (torch.int16, [-600, -1, 1, 600])]:
        assert quantize(torch.tensor([-300.0, -0.7, 0.4, 300.0]), 0.5, 0, dtype=dtype).tolist() == codes


def check_dequantizer(dequantize):
    assert dequantize(torch.tensor([-128, 3, 127], dtype=torch.int8), 0.5, 0).tolist() == [-64.0, 1.5, 63.5]
