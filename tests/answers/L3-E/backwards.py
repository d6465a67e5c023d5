"""Right: the inputs are made from the codes that must come out."""

import torch

LOSES = []


def check_quantizer(quantize):
    for dtype, zero_point in [(torch.int8, -20), (torch.uint8, 200), (torch.int16, 1000)]:
        low, high = torch.iinfo(dtype).min, torch.iinfo(dtype).max
        codes = list(range(max(low, zero_point - 60), min(high, zero_point + 60)))
        for shift in (-0.25, 0.0, 0.25):
            tensor = torch.tensor([0.5 * (code + shift - zero_point) for code in codes] + [-1e6, 1e6])
            assert quantize(tensor, 0.5, zero_point, dtype=dtype).tolist() == [*codes, low, high]
            assert tensor[-2:].tolist() == [-1e6, 1e6], "the input was changed"
            narrow = tensor[:-2].bfloat16()  # at most 8 significant bits: nothing is rounded here
            assert quantize(narrow, 0.5, zero_point, dtype=dtype).tolist() == codes


def check_dequantizer(dequantize):
    for dtype, low, high in [(torch.int8, -128, 127), (torch.uint8, 0, 255)]:
        for zero_point in (low, 50, high):
            real = [0.25 * steps for steps in range(low - zero_point, high - zero_point + 1)]
            codes = torch.tensor([round(number / 0.25) + zero_point for number in real], dtype=dtype)
            assert dequantize(codes, 0.25, zero_point).tolist() == real


def check_qparams(find_qparams):
    for dtype in (torch.int8, torch.uint8, torch.int16):
        low, high = torch.iinfo(dtype).min, torch.iinfo(dtype).max
        for zero_point, fraction in [(low, 0.0), (high, 0.0), (low + 31, 0.3), (low + 200, 0.2)]:
            ends = [low - zero_point - fraction, high - zero_point - fraction]
            tensor = torch.tensor([number / 64 for end in ends if end for number in (end, end / 2)])
            scale, found = find_qparams(tensor, dtype=dtype)
            assert abs(64 * scale - 1) < 1e-5, f"scale {scale} instead of 1/64"
            assert found == zero_point
        assert find_qparams(torch.tensor([0.0]), dtype)[0] > 0.0


def check_per_channel(quantize_per_channel):
    for dtype in (torch.int8, torch.int16):
        highest = torch.iinfo(dtype).max
        codes = torch.tensor([[highest, 5, -7], [0, 0, 0], [3, -highest, 8]])
        steps = torch.tensor([[0.5], [2.0], [8.0]])
        for dim, tensor, wanted in [
            (0, codes * steps, codes),
            (1, (codes * steps).T, codes.T),
            (-1, (codes * steps).T, codes.T),
        ]:
            before = tensor.tolist()
            found, scale = quantize_per_channel(tensor, dim, dtype)
            assert tensor.tolist() == before
            assert found.dtype == dtype
            assert found.tolist() == wanted.tolist()
            known = [scale.flatten()[0].item(), scale.flatten()[2].item()]
            assert known == [0.5, 8.0]
            assert scale.shape == (steps.shape if dim == 0 else steps.T.shape)
            assert scale.min() > 0
    mantissas = torch.tensor([[float(mantissa), -float(mantissa)] for mantissa in range(128, 256)]).bfloat16()
    assert quantize_per_channel(mantissas, 0)[0].tolist() == [[127, -127]] * 128
