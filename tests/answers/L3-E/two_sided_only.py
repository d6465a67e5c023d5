"""Wrong: tries tensors on both sides of 0 only."""

import torch

LOSES = [
    "test_check_qparams_kills_planted_bug_1",
    "test_check_qparams_kills_planted_bug_3",
    "test_check_qparams_kills_planted_bug_5",
]


def check_qparams(find_qparams):
    for dtype, steps, lowest in [(torch.int8, 255, -128), (torch.uint8, 255, 0), (torch.int16, 65535, -32768)]:
        scale, zero_point = find_qparams(torch.tensor([-1.0, 0.3, 4.1]), dtype=dtype)
        assert abs(scale * steps / 5.1 - 1) < 1e-5
        assert zero_point == round(lowest + 1.0 / scale)
