"""Right: no expected numbers, only what holds for every input."""

import torch

LOSES = []


def check_qparams(find_qparams):
    generator = torch.Generator().manual_seed(1)
    for dtype in (torch.int8, torch.uint8, torch.int16):
        low, high = torch.iinfo(dtype).min, torch.iinfo(dtype).max
        for shift in (-5.0, -0.4, 5.0):
            tensor = torch.rand(50, generator=generator) + shift
            scale, zero_point = find_qparams(tensor, dtype)
            assert low <= zero_point <= high
            assert int(zero_point) == zero_point
            codes = (tensor / scale + zero_point).round().clamp(low, high)
            assert ((codes - zero_point) * scale - tensor).abs().max() <= 0.51 * scale + 1e-6
            ends = torch.cat([tensor, torch.zeros(1)])
            assert abs((ends.max() - ends.min()) / scale - (high - low)) < 0.01 * (high - low) / 255
        assert find_qparams(torch.zeros(3), dtype)[0] > 0


def check_per_channel(quantize_per_channel):
    for dtype in (torch.int8, torch.int16):
        for shape, dim in [((2, 3), 0), ((2, 3), 1), ((2, 3), -1), ((2, 3, 4), 1)]:
            tensor = torch.linspace(-1.0, 2.3, torch.Size(shape).numel()).reshape(shape)
            before = tensor.clone()
            codes, scale = quantize_per_channel(tensor, dim, dtype)
            assert torch.equal(tensor, before)
            assert scale.numel() == shape[dim]
            assert codes.dtype == dtype
            assert ((codes * scale - before).abs() <= 0.51 * scale).all()
            assert codes.abs().max() == torch.iinfo(dtype).max
    assert (quantize_per_channel(torch.zeros(2, 3), 0)[1] > 0).all()
    low = torch.linspace(-1.328125, 1.0, 40).bfloat16().reshape(1, 40)
    flipped = torch.tensor([[1.328125, 0.5]]).bfloat16()
    assert quantize_per_channel(flipped, 0)[0][0, 0] > 0
    assert torch.equal(quantize_per_channel(low, 0)[0], quantize_per_channel(low.float(), 0)[0])
