"""Wrong: never asks for another dtype than the default."""

import torch

LOSES = [
    "test_check_per_channel_kills_planted_bug_2",
    "test_check_per_channel_kills_planted_bug_3",
    "test_check_per_channel_kills_planted_bug_4",
    "test_check_per_channel_kills_planted_bug_5",
    "test_check_qparams_kills_planted_bug_4",
    "test_check_quantizer_kills_planted_bug_3",
    "test_check_quantizer_kills_planted_bug_5",
    "test_check_quantizer_kills_planted_bug_6",
]


def check_quantizer(quantize):
    tensor = torch.tensor([-300.0, -0.7, 0.4, 40.3, 300.0])
    assert quantize(tensor, 0.5, 3).tolist() == [-128, 2, 4, 84, 127]


def check_qparams(find_qparams):
    for sample, scale, zero_point in [([-1.0, 4.1], 0.02, -78), ([5.1, 5.0], 0.02, -128), ([-5.1, -5.0], 0.02, 127)]:
        actual = find_qparams(torch.tensor(sample))
        assert abs(actual[0] - scale) < 1e-6
        assert actual[1] == zero_point
    assert find_qparams(torch.zeros(2))[0] > 0


def check_per_channel(quantize_per_channel):
    tensor = torch.tensor([[12.7, -0.32, 0.0], [2.54, 1.0, -0.5]])
    codes, scale = quantize_per_channel(tensor, 0)
    assert codes.tolist() == [[127, -3, 0], [127, 50, -25]]
    assert torch.allclose(scale, torch.tensor([[0.1], [0.02]]))
