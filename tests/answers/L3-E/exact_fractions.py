"""Right: rational numbers, one value after the other, and errors that are raised by hand."""

import torch

LOSES = []


def check_quantizer(quantize):
    from fractions import Fraction

    numbers = [k * 1.37 - 90 for k in range(140)] + [1e5, -1e5]
    for dtype in (torch.int8, torch.uint8, torch.int16):
        lowest, highest = torch.iinfo(dtype).min, torch.iinfo(dtype).max
        for kind in (torch.float32, torch.bfloat16):
            tensor = torch.tensor(numbers, dtype=kind)
            before = tensor.tolist()
            codes = quantize(tensor, 0.75, 2, dtype)
            if codes.dtype != dtype or tensor.tolist() != before:
                raise AssertionError("the dtype is wrong, or the input was changed")
            for number, code in zip(before, codes.tolist(), strict=True):
                exact = min(max(Fraction(number) / Fraction(3, 4) + 2, lowest), highest)
                if abs(code - exact) > Fraction(501, 1000):
                    raise AssertionError(f"{number} became {code}")


def check_dequantizer(dequantize):
    from fractions import Fraction

    for dtype in (torch.int8, torch.uint8):
        codes = torch.tensor([torch.iinfo(dtype).min, 77, torch.iinfo(dtype).max], dtype=dtype)
        for zero_point in codes.tolist():
            for code, number in zip(codes.tolist(), dequantize(codes, 0.375, zero_point).tolist(), strict=True):
                if Fraction(number) != Fraction(3, 8) * (code - zero_point):
                    raise AssertionError(f"code {code} with zero point {zero_point} became {number}")


def check_qparams(find_qparams):
    from fractions import Fraction

    for numbers in ([1.25, 3.5], [-0.3, 1.1], [-2.0, -1.0], [0.0], [-1e4, 3.3e3], [7.0]):
        for dtype in (torch.int8, torch.uint8, torch.int16):
            lowest, highest = torch.iinfo(dtype).min, torch.iinfo(dtype).max
            tensor = torch.tensor(numbers)
            scale, zero_point = find_qparams(tensor, dtype)
            if not scale > 0:
                raise AssertionError("no positive scale")
            if zero_point != int(zero_point) or not lowest <= zero_point <= highest:
                raise AssertionError(f"zero point {zero_point}")
            step, ends = Fraction(float(scale)), [Fraction(number) for number in [*tensor.tolist(), 0.0]]
            width = max(ends) - min(ends)
            if width and abs(step * (highest - lowest) / width - 1) > Fraction(1, 10**5):
                raise AssertionError(f"{numbers}: scale {scale}")
            for end in ends:
                code = min(max(round(end / step) + int(zero_point), lowest), highest)
                if abs(step * (code - int(zero_point)) - end) > step * Fraction(51, 100):
                    raise AssertionError(f"{numbers}: {float(end)} is lost")


def check_per_channel(quantize_per_channel):
    from fractions import Fraction

    wide = torch.tensor([[0.11, -2.3, 0.7, 1.9], [0.0, 0.0, 0.0, 0.0], [31.0, -4.4, 5.0, 6.0]])
    for tensor in (wide, wide[:, :3], torch.linspace(-1.33, 1.0, 30).bfloat16().reshape(2, 15)):
        before = tensor.tolist()
        for dim, dtype in [(0, torch.int8), (1, torch.int8), (-1, torch.int16), (-2, torch.int16)]:
            codes, scale = quantize_per_channel(tensor, dim, dtype)
            if tensor.tolist() != before:
                raise AssertionError("the input was changed")
            n_rows, n_columns = tensor.shape
            for channel in range(tensor.shape[dim]):
                places = (
                    [(channel, j) for j in range(n_columns)]
                    if dim in (0, -2)
                    else [(i, channel) for i in range(n_rows)]
                )
                step = Fraction(scale.flatten().tolist()[channel])
                largest = max(abs(Fraction(before[i][j])) for i, j in places)
                if step <= 0 or (largest and abs(step * torch.iinfo(dtype).max / largest - 1) > Fraction(1, 10**5)):
                    raise AssertionError(f"channel {channel} along {dim}: scale {float(step)}")
                for i, j in places:
                    if abs(Fraction(before[i][j]) / step - codes[i, j].item()) > Fraction(51, 100):
                        raise AssertionError(f"{before[i][j]} became {codes[i, j]}")
