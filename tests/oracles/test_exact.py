"""The reference against its own formulas in exact fractions, ties included, on every generated input."""

from fractions import Fraction

import numpy as np
import pytest
import torch
from exact import OUR_FINDER, OURS, TINY, Definition, Finder, as_tensor, fractions, nearest
from hypothesis import given, settings
from hypothesis import strategies as st
from inputs import CODE_DTYPES, FLOAT_DTYPES, Case, as_blocks, cases, grid, ranges
from ours import SYMMETRIC, Symmetric, same, symmetric_codes

import linquant_ref as lq

NUMPY_OURS = Definition("before", "division", torch.float64)
NUMPY_FINDER = Finder("before", torch.float64, Fraction(1, 2**1022))


@pytest.mark.parametrize("dtype", [*FLOAT_DTYPES, torch.float64], ids=str)
@given(value=st.floats(allow_nan=False, allow_infinity=False))
def test_the_model_rounds_as_ieee_754_does(dtype: torch.dtype, value: float) -> None:
    # float64 goes through float32 in some casts to the shorter formats, so these start from a float32.
    start = torch.tensor(value, dtype=torch.float64)
    start = start if dtype in (torch.float32, torch.float64) else start.float()
    if start.isfinite():
        assert float(nearest(Fraction(start.item()), dtype)) == start.to(dtype).item()


def test_the_model_rounds_a_quotient_as_the_processor_does() -> None:
    random = np.random.RandomState(0)
    for dtype, real in ((torch.float32, np.float32), (torch.float64, np.float64)):
        top, bottom = random.standard_normal((2, 2000)).astype(real)
        quotients = [nearest(Fraction(float(a)) / Fraction(float(b)), dtype) for a, b in zip(top, bottom, strict=True)]
        assert [float(quotient) for quotient in quotients] == (top / bottom).tolist()


@pytest.mark.parametrize("case", grid(), ids=str)
def test_codes_with_a_given_scale(case: Case) -> None:
    codes = lq.linear_q_with_scale_and_zero_point(case.grouped, case.scale, case.zero_point, case.dtype)
    same(codes, OURS.codes(case.grouped, case.scale, case.zero_point, *case.limits).to(case.dtype))


@given(case=cases())
def test_codes_of_any_finite_values(case: Case) -> None:
    expected = OURS.codes(case.x, case.scale, case.zero_point, *case.limits).to(case.dtype)
    same(lq.linear_q_with_scale_and_zero_point(case.x, case.scale, case.zero_point, case.dtype), expected)
    number, zero_point = case.scale.item(), int(case.zero_point.item())
    same(lq.linear_q_with_scale_and_zero_point(case.x, number, zero_point, case.dtype), expected)


@given(case=cases(), scale=st.floats(2.0**-126, 2.0**100))
def test_a_scale_with_more_digits_than_float32_is_rounded_first(case: Case, scale: float) -> None:
    zero_point = int(case.zero_point.item())
    rounded = as_tensor([Fraction(scale)])
    expected = OURS.codes(case.x, rounded, case.zero_point, *case.limits).to(case.dtype)
    same(lq.linear_q_with_scale_and_zero_point(case.x, scale, zero_point, case.dtype), expected)
    values = [nearest((int(code) - zero_point) * Fraction(rounded.item()), torch.float32) for code in expected]
    same(lq.linear_dequantization(expected, scale, zero_point), torch.tensor([float(value) for value in values]))


@pytest.mark.parametrize("dtype", CODE_DTYPES, ids=str)
def test_values_of_every_code(dtype: torch.dtype) -> None:
    codes = lq.every_code(dtype)[:: 1 if dtype != torch.int16 else 97]
    for scale, zero_point in ((0.1, 3), (1 / 3, 0), (2.0**-126, 127)):
        rounded = nearest(Fraction(scale), torch.float32)
        expected = as_tensor((code - zero_point) * rounded for code in codes.tolist())
        same(lq.linear_dequantization(codes, scale, zero_point), expected)


@pytest.mark.parametrize("dtype", CODE_DTYPES, ids=str)
def test_the_scale_and_the_zero_point_of_a_range(dtype: torch.dtype) -> None:
    low, high = torch.iinfo(dtype).min, torch.iinfo(dtype).max
    for x in ranges():
        scale, zero_point = OUR_FINDER.affine(fractions(x), low, high)
        assert lq.get_q_scale_and_zero_point(x, dtype=dtype) == (float(scale), zero_point)
        codes, *found = lq.linear_quantization(x, dtype=dtype)
        assert found == [float(scale), zero_point]
        same(codes, OURS.codes(x, as_tensor([scale]), torch.tensor(zero_point), low, high).to(dtype))


@pytest.mark.parametrize("function", SYMMETRIC, ids=str)
def test_symmetric_codes_and_scales(function: Symmetric) -> None:
    for x in ranges(shapes=function.shapes):
        codes, scale = function.call(x)
        expected_codes, expected_scale = symmetric_codes(function.blocks(x), function.quant_max)
        same(function.blocks(codes).long(), expected_codes)
        same(scale.reshape(-1, 1), expected_scale)


def test_the_steps_of_the_first_lesson() -> None:
    for x in ranges(shapes=((24,),)):
        largest = lq.largest_magnitude(x)
        assert Fraction(largest.item()) == max(map(abs, fractions(x)))
        scale = nearest(Fraction(largest.item()) / 127, x.dtype)
        if scale == 0:  # zeros, or a scale that is too small for the dtype
            continue
        found = lq.find_scale(largest)
        same(found, torch.tensor(float(scale), dtype=x.dtype))
        codes = lq.round_to_codes(lq.scale_values(x, found))
        same(codes.long(), OURS.codes(x, found.float(), torch.tensor(0), -127, 127))
        same(lq.dequantize(codes, found.float()), as_tensor(code * scale for code in codes.tolist()))


@pytest.mark.parametrize("n_bits", range(2, 17))
def test_quantized_and_dequantized_weights(n_bits: int) -> None:
    quant_max = 2 ** (n_bits - 1) - 1
    for x in ranges(shapes=((3, 8),)):
        for granularity, where in (("tensor", {}), ("channel", {"dim": 0}), ("group", {"group_size": 4})):
            codes, scale = symmetric_codes(as_blocks(x, **where), quant_max)
            pairs = zip(fractions(codes), fractions(scale.expand(codes.shape)), strict=True)
            expected = as_tensor(code * step for code, step in pairs).reshape(x.shape)
            same(lq.quantize_dequantize(x, n_bits, granularity, group_size=4), expected)


def test_quantized_and_dequantized_values_per_group() -> None:
    for case in grid():
        if case.group_size and case.dtype == torch.int8:
            codes = OURS.codes(case.grouped, case.scale, torch.zeros_like(case.zero_point), *case.limits)
            pairs = zip(fractions(codes), fractions(case.scale.expand(codes.shape)), strict=True)
            scale = case.scale.squeeze(-1)
            values = lq.linear_dequantization_per_group(
                codes.reshape(case.x.shape).to(torch.int8), scale, case.group_size
            )
            same(values, as_tensor(code * step for code, step in pairs).reshape(case.x.shape))


@pytest.mark.parametrize("bits", range(1, 17))
def test_numpy_codes_scales_and_values(bits: int) -> None:
    for x in ranges(shapes=((24,),)):
        params, values = x.double().numpy(), fractions(x)
        codes, scale, zero = lq.asymmetric_quantization(params, bits)
        expected_scale, expected_zero = NUMPY_FINDER.affine(values, 0, 2**bits - 1)
        assert (scale, zero) == (float(expected_scale), expected_zero)
        expected = [NUMPY_OURS.code(value, expected_scale, zero, 0, 2**bits - 1) for value in values]
        assert codes.tolist() == expected
        restored = [float(nearest((code - zero) * expected_scale, torch.float64)) for code in expected]
        assert lq.asymmetric_dequantize(codes, scale, zero).tolist() == restored
        if bits > 1:
            quant_max = 2 ** (bits - 1) - 1
            codes, scale = lq.symmetric_quantization(params, bits)
            expected_scale = NUMPY_FINDER.symmetric(values, quant_max)
            assert scale == float(expected_scale)
            expected = [NUMPY_OURS.code(value, expected_scale, 0, -quant_max, quant_max) for value in values]
            assert codes.tolist() == expected
            restored = [float(nearest(code * expected_scale, torch.float64)) for code in expected]
            assert lq.symmetric_dequantize(codes, scale).tolist() == restored


@settings(max_examples=200)
@given(values=st.lists(st.floats(-(2.0**100), 2.0**100, width=32), min_size=1, max_size=12))
def test_any_range_has_the_exact_scale_and_zero_point(values: list[float]) -> None:
    x = torch.tensor(values)
    for dtype in CODE_DTYPES:
        limits = torch.iinfo(dtype)
        scale, zero_point = OUR_FINDER.affine(fractions(x), limits.min, limits.max)
        assert lq.get_q_scale_and_zero_point(x, dtype=dtype) == (float(scale), zero_point)
    assert lq.get_q_scale_symmetric(x) == float(max(OUR_FINDER.symmetric(fractions(x), 127), TINY))
