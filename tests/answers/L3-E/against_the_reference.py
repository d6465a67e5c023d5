"""Right: random tensors, compared with earlier lessons' functions, which the setup cell imports."""

import torch

from linquant_ref.affine import linear_dequantization, linear_q_with_scale_and_zero_point
from linquant_ref.per_channel import linear_q_symmetric_per_channel

LOSES = []


def check_quantizer(quantize):
    generator = torch.Generator().manual_seed(3)
    for dtype in (torch.int8, torch.uint8, torch.int16):
        for low_precision in (False, True):
            tensor = torch.randn(200, generator=generator) * 100
            tensor = tensor.bfloat16() if low_precision else tensor
            before = tensor.clone()
            expected = linear_q_with_scale_and_zero_point(before, 0.71, 6, dtype)
            actual = quantize(tensor, 0.71, 6, dtype)
            assert actual.dtype == dtype
            assert torch.equal(actual, expected)
            assert torch.equal(tensor, before)


def check_dequantizer(dequantize):
    codes = torch.arange(-128, 128).to(torch.int8)
    for zero_point in (-128, -7, 127):
        torch.testing.assert_close(dequantize(codes, 0.3, zero_point), linear_dequantization(codes, 0.3, zero_point))


def check_per_channel(quantize_per_channel):
    rows = torch.tensor([[1.328125, 0.5, -0.25], [0.0, 0.0, 0.0]])
    for tensor in (rows, rows.bfloat16()):
        for dim in (0, 1):
            for dtype in (torch.int8, torch.int16):
                expected = linear_q_symmetric_per_channel(tensor.clone(), dim, dtype)
                given = tensor.clone()
                actual = quantize_per_channel(given, dim, dtype)
                assert torch.equal(actual[0], expected[0])
                assert (actual[1] > 0).all()
                torch.testing.assert_close(actual[1][expected[1] > 1e-6], expected[1][expected[1] > 1e-6])
                assert torch.equal(given, tensor)
