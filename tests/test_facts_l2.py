"""The numbers that lessons L2-A, L2-B and L2-C print, against the reference."""

import math

import numpy as np
import pytest
import torch

from linquant_ref.affine import linear_dequantization, linear_q_with_scale_and_zero_point
from linquant_ref.error import expected_mse, quantization_error, saturated_fraction, sqnr
from linquant_ref.qparams import get_q_scale_and_zero_point, linear_quantization

T = torch.tensor([[191.6, -13.5, 728.6], [92.14, 295.5, -184.0], [0.0, 684.6, 245.5]])
GIVEN_CODES = torch.tensor([[-15, -74, 127], [-44, 14, -123], [-70, 126, 0]], dtype=torch.int8)
FOUND_CODES = torch.tensor([[-23, -81, 127], [-51, 6, -128], [-77, 114, -8]], dtype=torch.int8)
ONE_SIGN = torch.tensor([[100.0, 100.5], [101.0, 101.5]])


def exactly(actual: torch.Tensor, expected: torch.Tensor) -> None:
    torch.testing.assert_close(actual, expected, rtol=0, atol=0)


def test_the_given_scale_and_zero_point_give_the_printed_codes() -> None:
    exactly(linear_q_with_scale_and_zero_point(T, 3.5, -70), GIVEN_CODES)


def test_the_given_scale_and_zero_point_give_back_the_printed_values() -> None:
    printed = torch.tensor([[192.5, -14.0, 689.5], [91.0, 294.0, -185.5], [0.0, 686.0, 245.0]])
    exactly(linear_dequantization(GIVEN_CODES, 3.5, -70), printed)


def test_the_given_scale_and_zero_point_cost_the_printed_error() -> None:
    error = quantization_error(T, linear_dequantization(GIVEN_CODES, 3.5, -70))
    assert error == pytest.approx(170.8753, abs=5e-5)


def test_subtracting_in_int8_would_wrap_and_the_reference_does_not() -> None:
    wrapped = 3.5 * (GIVEN_CODES - torch.tensor(-70, dtype=torch.int8)).float()
    assert (wrapped[0, 2].item(), wrapped[2, 1].item()) == (-206.5, -210.0)
    right = linear_dequantization(GIVEN_CODES, 3.5, -70)
    assert (right[0, 2].item(), right[2, 1].item()) == (689.5, 686.0)


def test_the_found_scale_and_zero_point_are_the_printed_ones() -> None:
    scale, zero_point = get_q_scale_and_zero_point(T)
    assert scale == pytest.approx(3.578823433670343, rel=1e-15)
    assert zero_point == -77
    assert -128 + 184 / scale == pytest.approx(-76.586, abs=5e-4)


def test_the_found_scale_and_zero_point_give_the_codes_of_the_lesson() -> None:
    exactly(linear_quantization(T)[0], FOUND_CODES)


@pytest.mark.parametrize(
    ("dtype", "zero_point", "mse", "digit"),
    [(torch.int8, -77, 1.5730, 5e-5), (torch.uint8, 51, 1.5730, 5e-5), (torch.int16, -19555, 1.34e-5, 5e-8)],
    ids=["int8", "uint8", "int16"],
)
def test_each_dtype_has_its_zero_point_and_its_error(
    dtype: torch.dtype, zero_point: int, mse: float, digit: float
) -> None:
    codes, scale, found = linear_quantization(T, dtype)
    assert found == zero_point
    assert quantization_error(T, linear_dequantization(codes, scale, found)) == pytest.approx(mse, abs=digit)


def test_uint8_only_moves_the_codes_of_int8() -> None:
    codes, scale, _ = linear_quantization(T, torch.uint8)
    exactly(codes.int(), FOUND_CODES.int() + 128)
    assert scale == get_q_scale_and_zero_point(T)[0]


def test_a_clipped_zero_point_saturates_a_tensor_of_one_sign() -> None:
    scale = 1.5 / 255
    assert round(-128 - 100 / scale) == -17128
    codes = linear_q_with_scale_and_zero_point(ONE_SIGN, scale, -128)
    assert codes.unique().tolist() == [127]
    assert quantization_error(ONE_SIGN, linear_dequantization(codes, scale, -128)) == pytest.approx(9850.875)


@pytest.mark.parametrize(("sign", "zero_point"), [(1, -128), (-1, 127)], ids=["positive", "negative"])
def test_a_range_with_0_keeps_a_tensor_of_one_sign(sign: int, zero_point: int) -> None:
    codes, scale, found = linear_quantization(sign * ONE_SIGN)
    assert found == zero_point
    error = quantization_error(sign * ONE_SIGN, linear_dequantization(codes, scale, found))
    assert error == pytest.approx(0.01414, abs=5e-6)


def test_a_loose_tolerance_hides_the_range_without_0() -> None:
    values = torch.arange(1.0, 7.0)
    without_zero = linear_q_with_scale_and_zero_point(values, 5 / 255, -128)
    wrong = quantization_error(values, linear_dequantization(without_zero, 5 / 255, -128), "mae")
    right = quantization_error(values, linear_dequantization(*linear_quantization(values)), "mae")
    assert wrong == pytest.approx(0.167, abs=5e-4)
    assert right == pytest.approx(0.0059, abs=5e-5)


def test_a_constant_comes_back_exactly() -> None:
    codes, scale, zero_point = linear_quantization(torch.full((3,), 5.0))
    assert (scale, zero_point) == (5 / 255, -128)
    torch.testing.assert_close(linear_dequantization(codes, scale, zero_point), torch.full((3,), 5.0))


def test_zeros_come_back_as_zeros() -> None:
    exactly(linear_dequantization(*linear_quantization(torch.zeros(2, 3))), torch.zeros(2, 3))


@pytest.mark.parametrize("seed", range(5))
def test_the_mean_squared_error_is_about_a_twelfth_of_the_squared_step(seed: int) -> None:
    values = torch.randn(100_000, generator=torch.Generator().manual_seed(seed))
    codes, scale, zero_point = linear_quantization(values)
    measured = quantization_error(values, linear_dequantization(codes, scale, zero_point))
    # The squares of 100,000 uniform errors have a mean with a relative standard deviation of sqrt(0.8 / 100,000).
    assert measured == pytest.approx(expected_mse(scale), rel=5 * math.sqrt(0.8 / len(values)))


def test_the_lesson_on_errors_prints_these_numbers_for_the_tensor() -> None:
    codes, scale, zero_point = linear_quantization(T)
    restored = linear_dequantization(codes, scale, zero_point)
    assert quantization_error(T, restored, "mae") == pytest.approx(1.1519, abs=5e-5)
    assert sqnr(T, restored) == pytest.approx(49.38, abs=5e-3)
    assert expected_mse(scale) == pytest.approx(1.0673, abs=5e-5)
    assert saturated_fraction(codes) == pytest.approx(2 / 9)
    assert (T - restored).abs().max().item() == pytest.approx(1.6564, abs=5e-5)
    assert (T - restored).abs().argmax().item() == 0


def test_one_more_bit_is_worth_six_decibels() -> None:
    assert 10 * math.log10(expected_mse(1.0) / expected_mse(0.5)) == pytest.approx(6.02, abs=5e-3)


def test_the_error_takes_a_parameter_and_reads_it_as_a_tensor() -> None:
    assert quantization_error(torch.nn.Parameter(torch.ones(3)), torch.zeros(3)) == 1.0


@pytest.mark.parametrize("kind", [np.array, torch.tensor], ids=["array", "tensor"])
def test_the_error_of_uint8_0_and_255_does_not_wrap_to_1(kind: type) -> None:
    dtype = np.uint8 if kind is np.array else torch.uint8
    assert quantization_error(kind([0], dtype=dtype), kind([255], dtype=dtype)) == 65025.0


def test_the_error_of_float16_300_does_not_overflow() -> None:
    assert quantization_error(torch.tensor([300.0]).half(), torch.zeros(1).half()) == 90000.0
    assert quantization_error(np.float16([300.0]), np.float16([0.0])) == 90000.0


def test_the_error_takes_arrays_that_are_read_backwards_or_read_only() -> None:
    values = np.arange(4.0)
    values.flags.writeable = False
    assert quantization_error(values[::-1], values) == 5.0


def test_the_ratio_is_nan_for_nan_and_infinite_at_its_limits() -> None:
    one, zero = torch.ones(2), torch.zeros(2)
    assert math.isnan(sqnr(torch.tensor([1.0, math.nan]), one))
    assert sqnr(one, torch.tensor([1.0, math.inf])) == -math.inf
    assert (sqnr(one, one), sqnr(zero, zero), sqnr(zero, one)) == (math.inf, math.inf, -math.inf)
