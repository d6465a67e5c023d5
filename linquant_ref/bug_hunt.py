"""Checks that tell a right quantizer from a wrong one (lesson L3-E).

Each takes an implementation, calls it with chosen inputs and raises AssertionError where a result is wrong. Expected
values come from plain arithmetic, tolerances from the definition: rounding moves a value by at most scale / 2. The
checks allow 0.51 scale, the rest is for float32 arithmetic.
"""

from collections.abc import Callable
from typing import Any

import torch

from linquant_ref._validate import Arguments, describe, validated


def _callable(name: str, value: Any, arguments: Arguments) -> None:
    if not callable(value):
        raise TypeError(f"{name} must be a function, got {describe(value)}")


@validated(quantize=_callable)
def check_quantizer(quantize: Callable[..., torch.Tensor]) -> None:
    """Raise AssertionError unless quantize(tensor, scale, zero_point, dtype) returns L2-A's codes.

    Raises:
        AssertionError: A code or the dtype is wrong, or the input was changed.
        TypeError: quantize is not a function.
    """
    values = [-1000.0, -12.3, -0.7, 0.0, 0.6, 3.2, 99.9, 1000.0]
    for dtype in (torch.int8, torch.uint8, torch.int16):
        limits = torch.iinfo(dtype)
        tensor = torch.tensor(values)
        actual = quantize(tensor, 2.0, 5, dtype=dtype)
        codes = [min(max(round(value / 2.0 + 5), limits.min), limits.max) for value in values]
        assert actual.dtype == dtype, f"expected {dtype}, got {actual.dtype}"
        assert actual.tolist() == codes, f"{dtype}: expected {codes}, got {actual.tolist()}"
        assert tensor.tolist() == torch.tensor(values).tolist(), "the input was changed"
    narrow = torch.linspace(-1.3, 1.3, 53).bfloat16()
    assert torch.equal(quantize(narrow, 0.0104, 0), quantize(narrow.float(), 0.0104, 0)), (
        "bfloat16 differs from float32"
    )


@validated(dequantize=_callable)
def check_dequantizer(dequantize: Callable[..., torch.Tensor]) -> None:
    """Raise AssertionError unless dequantize(codes, scale, zero_point) is scale * (codes - zero_point) in float32.

    Raises:
        AssertionError: A value or the dtype is wrong.
        TypeError: dequantize is not a function.
    """
    for dtype in (torch.int8, torch.uint8):
        limits = torch.iinfo(dtype)
        numbers = [limits.min, limits.min + 1, 3, limits.max]
        for zero_point in (limits.min, 3, limits.max):
            actual = dequantize(torch.tensor(numbers, dtype=dtype), 0.5, zero_point)
            expected = [0.5 * (number - zero_point) for number in numbers]
            assert actual.dtype == torch.float32, f"expected float32, got {actual.dtype}"
            assert actual.tolist() == expected, f"{dtype}, zero point {zero_point}: {actual.tolist()}"


@validated(find_qparams=_callable)
def check_qparams(find_qparams: Callable[..., tuple[float, int]]) -> None:
    """Raise AssertionError unless find_qparams(tensor, dtype) returns a scale and a zero point that fit the tensor.

    Raises:
        AssertionError: The scale is not that of the range with 0 in it, the zero point is no code, or a value comes
            back off by more than half a step.
        TypeError: find_qparams is not a function.
    """
    samples = [[-184.0, 0.0, 728.6], [100.0, 100.5, 101.5], [-7.0, -6.0, -5.0], [5.0, 5.0], [0.0, 0.0], [-1e-3, 2e-3]]
    for dtype in (torch.int8, torch.uint8, torch.int16):
        limits = torch.iinfo(dtype)
        for sample in samples:
            scale, zero_point = find_qparams(torch.tensor(sample), dtype=dtype)
            assert scale > 0, f"{sample}: the scale is {scale}"
            assert zero_point == round(zero_point), f"{sample}: the zero point {zero_point} is no integer"
            assert limits.min <= zero_point <= limits.max, f"{sample}: the zero point {zero_point} is no code"
            width = max(*sample, 0.0) - min(*sample, 0.0)
            if width > 0:
                steps = limits.max - limits.min
                assert abs(scale * steps / width - 1) < 1e-6, f"{sample}: {width} over {steps} steps is not {scale}"
            for value in sample:
                code = min(max(round(value / scale + zero_point), limits.min), limits.max)
                error = abs(value - scale * (code - zero_point))
                assert error <= 0.51 * scale, f"{sample}: {value} is off by {error / scale} steps"


@validated(quantize_per_channel=_callable)
def check_per_channel(quantize_per_channel: Callable[..., tuple[torch.Tensor, torch.Tensor]]) -> None:
    """Raise AssertionError unless quantize_per_channel(tensor, dim, dtype) returns L3-B's codes and scales.

    Raises:
        AssertionError: A code, a scale or a shape is wrong, or the input was changed.
        TypeError: quantize_per_channel is not a function.
    """
    rows = [[1.0, -12.7, 3.0], [25.4, 0.5, -0.3], [0.0, 0.0, 0.0]]
    for dtype in (torch.int8, torch.int16):
        for dim in (0, 1, -1):
            tensor = torch.tensor(rows)
            codes, scale = quantize_per_channel(tensor, dim, dtype=dtype)
            assert tensor.tolist() == torch.tensor(rows).tolist(), "the input was changed"
            assert codes.dtype == dtype, f"expected {dtype}, got {codes.dtype}"
            assert scale.shape == ((3, 1) if dim == 0 else (1, 3)), f"dim {dim}: the scale has shape {scale.shape}"
            assert (scale > 0).all(), f"dim {dim}: scale {scale}"
            largest = tensor.abs().amax(dim=1 if dim == 0 else 0, keepdim=True)
            expected = largest / torch.iinfo(dtype).max
            assert torch.allclose(scale[largest > 0], expected[largest > 0], rtol=1e-6), f"dim {dim}: scale {scale}"
            error = (tensor - scale * codes.float()).abs()
            assert (error <= 0.51 * scale).all(), f"dim {dim}: off by {error} with scale {scale}"
    narrow = torch.tensor([[1.328125, 0.5, -0.25]], dtype=torch.bfloat16)
    codes, _ = quantize_per_channel(narrow, 0)
    assert codes.tolist() == [[127, 48, -24]], f"bfloat16: {codes.tolist()}"
