"""The numbers that the source material of L3-A and L3-B prints, each asserted against the reference."""

from collections.abc import Callable

import pytest
import torch

from linquant_ref import (
    get_q_scale_symmetric,
    get_q_scales,
    get_q_scales_with_loop,
    linear_dequantization,
    linear_q_symmetric,
    linear_q_symmetric_per_channel,
    linear_q_with_scale_and_zero_point,
    quantization_error,
    view_for_broadcast,
)

HALF_A_DIGIT = 0.5001e-4
PRINTED_TO_4_DECIMALS = {"rtol": 0, "atol": HALF_A_DIGIT}
FLOAT32_SUM = 1e-6

# The source prints this tensor to 4 decimals, so that each element is known up to half a digit.
NORMAL = torch.tensor(
    [
        [0.4157, -1.7389, -1.4991, -0.1394],
        [1.2122, -0.0865, 0.7849, -0.9915],
        [-0.2894, -0.8335, -0.0195, -0.1266],
        [0.3407, 0.6924, -0.0360, 2.1102],
    ]
)
T = torch.tensor([[191.6, -13.5, 728.6], [92.14, 295.5, -184.0], [0.0, 684.6, 245.5]])
T_CODES = torch.tensor([[33, -2, 127], [16, 52, -32], [0, 119, 43]], dtype=torch.int8)


def mse_per_channel(dim: int) -> float:
    codes, scale = linear_q_symmetric_per_channel(T, dim)
    return quantization_error(T, linear_dequantization(codes, scale, 0))


def test_the_scale_of_the_normal_tensor_up_to_the_digits_that_are_printed() -> None:
    assert get_q_scale_symmetric(NORMAL) == pytest.approx(0.016615937075277015, rel=0, abs=HALF_A_DIGIT / 127)


def test_the_normal_tensor_dequantizes_as_printed() -> None:
    codes, scale = linear_q_symmetric(NORMAL)
    expected = torch.tensor(
        [
            [0.4154, -1.7447, -1.4954, -0.1329],
            [1.2130, -0.0831, 0.7809, -0.9970],
            [-0.2825, -0.8308, -0.0166, -0.1329],
            [0.3489, 0.6979, -0.0332, 2.1102],
        ]
    )
    # Up to half a digit through the scale of 127 codes, and half a digit of the printed result.
    torch.testing.assert_close(linear_dequantization(codes, scale, 0), expected, rtol=0, atol=2 * HALF_A_DIGIT)


def test_the_error_of_the_normal_tensor_up_to_the_digits_that_are_printed() -> None:
    codes, scale = linear_q_symmetric(NORMAL)
    error = quantization_error(NORMAL, linear_dequantization(codes, scale, 0))
    # Each difference, at most scale / 2, is known up to a digit: |d^2 - d'^2| <= 2 |d| digit + digit^2.
    digit = 2 * HALF_A_DIGIT
    assert error == pytest.approx(2.2271613488555886e-05, rel=0, abs=scale * digit + digit**2)


def test_the_int16_scale_of_t() -> None:
    assert get_q_scale_symmetric(T, dtype=torch.int16) == pytest.approx(0.02223579, rel=0, abs=0.5001e-8)


def test_an_int8_scale_with_int16_codes_leaves_the_error_of_int8() -> None:
    scale = get_q_scale_symmetric(T, dtype=torch.int8)
    codes = linear_q_with_scale_and_zero_point(T, scale, 0, dtype=torch.int16)
    error = quantization_error(T, linear_dequantization(codes, scale, 0))
    assert error == pytest.approx(2.509, rel=0, abs=0.5001e-3)


def test_an_int16_scale_with_int16_codes_has_a_hundred_thousandth_of_that_error() -> None:
    codes, scale = linear_q_symmetric(T, dtype=torch.int16)
    error = quantization_error(T, linear_dequantization(codes, scale, 0))
    assert error == pytest.approx(2.15e-5, rel=0, abs=0.5001e-7)


@pytest.mark.parametrize("sign", [1, -1], ids=["positive", "negative"])
def test_the_largest_bfloat16_weight_keeps_its_sign(sign: int) -> None:
    row = sign * torch.tensor([1.328125, 0.5, -0.25], dtype=torch.bfloat16)
    expected = [sign * 127, sign * 48, sign * -24]
    assert linear_q_symmetric(row)[0].tolist() == expected
    assert linear_q_symmetric_per_channel(row[None], 0)[0].tolist() == [expected]


def test_the_per_tensor_scale_of_t() -> None:
    assert get_q_scale_symmetric(T) == 5.737007681779035


def test_the_per_tensor_codes_of_t() -> None:
    torch.testing.assert_close(linear_q_symmetric(T)[0], T_CODES, rtol=0, atol=0)


def test_the_per_tensor_codes_of_t_dequantize_as_printed() -> None:
    expected = torch.tensor([[189.3213, -11.4740, 728.6000], [91.7921, 298.3244, -183.5842], [0.0, 682.7039, 246.6913]])
    dequantized = linear_dequantization(T_CODES, 5.737007681779035, 0)
    # 4 decimals of 728.6 are beyond float32's spacing there, 6.1e-5.
    torch.testing.assert_close(dequantized, expected, rtol=0, atol=HALF_A_DIGIT + 6.2e-5)


def test_the_per_tensor_error_of_t() -> None:
    codes, scale = linear_q_symmetric(T)
    error = quantization_error(T, linear_dequantization(codes, scale, 0))
    assert error == pytest.approx(2.5091912746429443, rel=FLOAT32_SUM)


def test_dim_0_selects_three_rows_of_t() -> None:
    assert T.shape[0] == 3
    assert torch.equal(torch.stack([T.select(0, index) for index in range(3)]), T)


@pytest.mark.parametrize("scales", [get_q_scales, get_q_scales_with_loop], ids=["vectorised", "loop"])
@pytest.mark.parametrize(
    ("dim", "expected"), [(0, [5.7370, 2.3268, 5.3906]), (1, [1.5087, 5.3906, 5.7370])], ids=["rows", "columns"]
)
def test_the_scale_vector_of_t(
    scales: Callable[[torch.Tensor, int], torch.Tensor], dim: int, expected: list[float]
) -> None:
    torch.testing.assert_close(scales(T, dim), torch.tensor(expected), **PRINTED_TO_4_DECIMALS)


def test_the_scale_vector_of_the_rows_becomes_a_column() -> None:
    column = view_for_broadcast(get_q_scales(T, 0), T, 0)
    torch.testing.assert_close(column, torch.tensor([[5.7370], [2.3268], [5.3906]]), **PRINTED_TO_4_DECIMALS)


@pytest.mark.parametrize(
    ("dim", "shape", "expected"),
    [
        (0, (3, 1), [[1.0, 2.0, 3.0], [0.8, 1.0, 1.2], [0.7, 0.8, 0.9]]),
        (1, (1, 3), [[1.0, 0.4, 0.3], [4.0, 1.0, 0.6], [7.0, 1.6, 0.9]]),
    ],
    ids=["along the rows", "along the columns"],
)
def test_dividing_m_by_s(dim: int, shape: tuple[int, int], expected: list[list[float]]) -> None:
    m = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]])
    s = view_for_broadcast(torch.tensor([1.0, 5.0, 10.0]), m, dim)
    assert s.shape == shape
    torch.testing.assert_close(m / s, torch.tensor(expected))


@pytest.mark.parametrize(
    ("dim", "expected"),
    [(0, [[33, -2, 127], [40, 127, -79], [0, 127, 46]]), (1, [[127, -3, 127], [61, 55, -32], [0, 127, 43]])],
    ids=["rows", "columns"],
)
def test_the_per_channel_codes_of_t(dim: int, expected: list[list[int]]) -> None:
    codes, _ = linear_q_symmetric_per_channel(T, dim)
    torch.testing.assert_close(codes, torch.tensor(expected, dtype=torch.int8), rtol=0, atol=0)


@pytest.mark.parametrize(
    ("dim", "expected"), [(0, 1.8084441423416138), (1, 1.0781488418579102)], ids=["rows", "columns"]
)
def test_the_per_channel_error_of_t(dim: int, expected: float) -> None:
    assert mse_per_channel(dim) == pytest.approx(expected, rel=FLOAT32_SUM)


def test_a_scale_per_row_can_lose_on_a_row_that_gets_a_finer_step() -> None:
    per_tensor = linear_dequantization(*linear_q_symmetric(T), 0)
    per_row = linear_dequantization(*linear_q_symmetric_per_channel(T, 0), 0)
    assert quantization_error(T[2], per_tensor[2]) == pytest.approx(1.6714, abs=HALF_A_DIGIT)
    assert quantization_error(T[2], per_row[2]) == pytest.approx(2.0260, abs=HALF_A_DIGIT)
