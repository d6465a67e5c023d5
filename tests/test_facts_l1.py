"""The numbers that the source material of L1-A and L1-B prints, each asserted against the reference."""

import numpy as np
import pytest
import torch

from linquant_ref import (
    asymmetric_dequantize,
    asymmetric_quantization,
    dequantize,
    find_scale,
    largest_magnitude,
    quantize_error,
    round_to_codes,
    rounding_error,
    scale_values,
    symmetric_dequantize,
    symmetric_quantization,
)

PRINTED_TO_4_DECIMALS = {"rtol": 0, "atol": 0.5001e-4}
PRINTED_TO_2_DECIMALS = {"rtol": 0, "atol": 0.5001e-2}

VECTOR = torch.tensor([5.47, 3.08, -7.59, 0.00, -1.95, -4.57, 10.80])
VECTOR_CODES = torch.tensor([64, 36, -89, 0, -23, -54, 127], dtype=torch.int8)
VECTOR_DEQUANTIZED = torch.tensor([5.4425, 3.0614, -7.5685, 0.0000, -1.9559, -4.5921, 10.8000])


@pytest.fixture
def vector_scale() -> torch.Tensor:
    return find_scale(largest_magnitude(VECTOR))


def test_the_vector_is_float32() -> None:
    assert VECTOR.dtype == torch.float32
    assert VECTOR.shape == (7,)


def test_the_largest_magnitude_of_the_vector_prints_as_in_float32() -> None:
    largest = largest_magnitude(VECTOR)
    assert (largest.shape, largest.dtype) == ((), torch.float32)
    assert largest.item() == 10.800000190734863


def test_the_scale_of_the_vector_is_a_float32_tensor_of_rank_0(vector_scale: torch.Tensor) -> None:
    assert (vector_scale.shape, vector_scale.dtype) == ((), torch.float32)
    assert vector_scale.item() == 0.08503936976194382


def test_the_vector_in_steps_of_the_scale(vector_scale: torch.Tensor) -> None:
    expected = torch.tensor([64.3231, 36.2185, -89.2528, 0.0000, -22.9306, -53.7398, 127.0000])
    torch.testing.assert_close(scale_values(VECTOR, vector_scale), expected, **PRINTED_TO_4_DECIMALS)


def test_the_steps_round_to_these_float32_values(vector_scale: torch.Tensor) -> None:
    rounded = torch.round(scale_values(VECTOR, vector_scale))
    assert rounded.dtype == torch.float32
    assert rounded.tolist() == [64.0, 36.0, -89.0, 0.0, -23.0, -54.0, 127.0]


def test_the_codes_of_the_vector_are_int8(vector_scale: torch.Tensor) -> None:
    codes = round_to_codes(scale_values(VECTOR, vector_scale))
    torch.testing.assert_close(codes, VECTOR_CODES, rtol=0, atol=0)


def test_the_codes_of_the_vector_dequantize_to_float32(vector_scale: torch.Tensor) -> None:
    dequantized = dequantize(VECTOR_CODES, vector_scale)
    torch.testing.assert_close(dequantized, VECTOR_DEQUANTIZED, **PRINTED_TO_4_DECIMALS)


def test_the_rounding_error_of_the_vector(vector_scale: torch.Tensor) -> None:
    expected = torch.tensor([0.0275, 0.0186, -0.0215, 0.0000, 0.0059, 0.0221, 0.0000])
    error = rounding_error(VECTOR, dequantize(VECTOR_CODES, vector_scale))
    torch.testing.assert_close(error, expected, **PRINTED_TO_4_DECIMALS)


def test_the_rounding_error_of_the_vector_is_at_most_half_a_step(vector_scale: torch.Tensor) -> None:
    error = rounding_error(VECTOR, dequantize(VECTOR_CODES, vector_scale))
    assert (error.abs() <= vector_scale / 2).all()


# fmt: off
PARAMS = np.array([
    144.36, -41.58, 0.0, 84.27, 143.36, 136.17, -16.87, 43.34, 15.51, -13.42,
    3.74, 134.41, 31.83, 13.78, 128.09, 115.63, 79.32, -40.58, -20.38, 121.84,
])
ASYMMETRIC_CODES = [255, 0, 57, 173, 254, 244, 34, 116, 78, 39, 62, 241, 101, 76, 233, 216, 166, 1, 29, 224]
ASYMMETRIC_DEQUANTIZED = [
    144.38, -41.56, 0.0, 84.58, 143.65, 136.36, -16.77, 43.02, 15.31, -13.13,
    3.65, 134.17, 32.08, 13.85, 128.34, 115.94, 79.48, -40.83, -20.42, 121.77,
]
SYMMETRIC_CODES = [127, -37, 0, 74, 126, 120, -15, 38, 14, -12, 3, 118, 28, 12, 113, 102, 70, -36, -18, 107]
SYMMETRIC_DEQUANTIZED = [
    144.36, -42.06, 0.0, 84.12, 143.22, 136.4, -17.05, 43.19, 15.91, -13.64,
    3.41, 134.13, 31.83, 13.64, 128.45, 115.94, 79.57, -40.92, -20.46, 121.63,
]
# fmt: on


def test_the_params_begin_with_their_extremes_and_zero() -> None:
    assert PARAMS.shape == (20,)
    assert PARAMS[:3].tolist() == [PARAMS.max(), PARAMS.min(), 0.0]


def test_the_asymmetric_scale_and_zero_point_of_the_params() -> None:
    _, scale, zero = asymmetric_quantization(PARAMS, 8)
    assert scale == 0.7291764705882353
    assert zero == 57


def test_the_asymmetric_codes_of_the_params_are_int32() -> None:
    codes, _, _ = asymmetric_quantization(PARAMS, 8)
    assert codes.dtype == np.int32
    assert codes.tolist() == ASYMMETRIC_CODES


def test_the_asymmetric_codes_use_the_whole_range() -> None:
    codes, _, _ = asymmetric_quantization(PARAMS, 8)
    assert (codes.min(), codes.max()) == (0, 255)


def test_the_symmetric_scale_of_the_params() -> None:
    _, scale = symmetric_quantization(PARAMS, 8)
    assert scale == 1.1366929133858268


def test_the_symmetric_codes_of_the_params_are_int32() -> None:
    codes, _ = symmetric_quantization(PARAMS, 8)
    assert codes.dtype == np.int32
    assert codes.tolist() == SYMMETRIC_CODES


def test_the_asymmetric_codes_dequantize_as_printed() -> None:
    dequantized = asymmetric_dequantize(*asymmetric_quantization(PARAMS, 8))
    assert (dequantized.dtype, dequantized.shape) == (np.float64, (20,))
    np.testing.assert_allclose(dequantized, ASYMMETRIC_DEQUANTIZED, **PRINTED_TO_2_DECIMALS)


def test_the_symmetric_codes_dequantize_as_printed() -> None:
    dequantized = symmetric_dequantize(*symmetric_quantization(PARAMS, 8))
    assert (dequantized.dtype, dequantized.shape) == (np.float64, (20,))
    np.testing.assert_allclose(dequantized, SYMMETRIC_DEQUANTIZED, **PRINTED_TO_2_DECIMALS)


def test_zero_comes_back_exactly_in_both_modes() -> None:
    assert asymmetric_dequantize(*asymmetric_quantization(PARAMS, 8))[2] == 0.0
    assert symmetric_dequantize(*symmetric_quantization(PARAMS, 8))[2] == 0.0


def test_the_asymmetric_error_of_the_params_is_0_04() -> None:
    error = quantize_error(asymmetric_dequantize(*asymmetric_quantization(PARAMS, 8)), PARAMS)
    assert round(error, 2) == 0.04


def test_the_symmetric_error_of_the_params_is_0_06() -> None:
    error = quantize_error(symmetric_dequantize(*symmetric_quantization(PARAMS, 8)), PARAMS)
    assert round(error, 2) == 0.06


def test_the_error_is_the_same_in_either_order_of_its_arguments() -> None:
    dequantized = symmetric_dequantize(*symmetric_quantization(PARAMS, 8))
    assert quantize_error(dequantized, PARAMS) == quantize_error(PARAMS, dequantized)
