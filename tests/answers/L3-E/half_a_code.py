"""Right: nothing may be further than half a code from the exact number, in float64."""

import torch

LOSES = []


def check_quantizer(quantize):
    values = torch.randn(200, generator=torch.Generator().manual_seed(8)) * 40
    for dtype in [torch.uint8, torch.int8, torch.int16]:
        for given in [values, values.bfloat16(), 1000 * values]:
            copied = given.clone()
            codes = quantize(given, 0.37, -4 if dtype.is_signed else 9, dtype)
            assert codes.dtype is dtype
            assert (given == copied).all()
            exact = copied.double() / 0.37 + (-4 if dtype.is_signed else 9)
            exact = exact.clamp(torch.iinfo(dtype).min, torch.iinfo(dtype).max)
            off = (codes.double() - exact).abs().max()
            assert off < 0.501, f"{off} codes off"


def check_dequantizer(dequantize):
    for dtype in [torch.uint8, torch.int8]:
        every = torch.arange(torch.iinfo(dtype).min, torch.iinfo(dtype).max + 1)
        for zero_point in every[::51].tolist():
            exact = 0.0371 * (every.double() - zero_point)
            found = dequantize(every.to(dtype), 0.0371, zero_point)
            assert (found - exact).abs().max() < 1e-5


def check_qparams(find_qparams):
    for seed, (low, high) in enumerate([(-3.0, 5.0), (2.0, 5.0), (-5.0, -2.0), (-0.1, 7.0), (0.0, 0.0)]):
        values = low + (high - low) * torch.rand(99, generator=torch.Generator().manual_seed(seed)).double()
        for dtype in [torch.int8, torch.uint8, torch.int16]:
            low_code, high_code = torch.iinfo(dtype).min, torch.iinfo(dtype).max
            scale, zero_point = find_qparams(values.float(), dtype)
            assert scale > 0
            assert zero_point in range(low_code, high_code + 1)
            exact = values.float().double() / scale + zero_point
            assert exact.min() > low_code - 0.51
            assert exact.max() < high_code + 0.51
            used = max(exact.max(), zero_point) - min(exact.min(), zero_point)
            assert abs(used - (high_code - low_code)) < 0.01 or low == high


def check_per_channel(quantize_per_channel):
    values = torch.randn(3, 4, generator=torch.Generator().manual_seed(2))
    values[1] = 0
    for given, dim in [(values, 0), (values, 1), (values.bfloat16(), 0), (values[:, :3] * 50, -1)]:
        for dtype in [torch.int8, torch.int16]:
            copied = given.clone()
            codes, scale = quantize_per_channel(given, dim, dtype)
            assert torch.equal(given, copied)
            assert codes.dtype is dtype
            assert scale.numel() == copied.shape[dim]
            assert bool((scale > 0).all())
            exact = copied.double() / scale
            assert (codes - exact).abs().max() < 0.51
            per_channel = exact.abs().movedim(dim, 0).flatten(1).amax(1)
            assert all(top == 0 or abs(top / torch.iinfo(dtype).max - 1) < 1e-5 for top in per_channel.tolist())
