"""Ranges of one value, and of very small and very large ones."""

import numpy as np
import pytest
import torch
from numerics.rows import INF, LARGEST, NUMPY, REAL, SEVERAL_SCALES, TINY, X, refused, row

import linquant_ref as ref


@row(
    "constant, as 5, 5, 5",
    "`linear_quantization`, `linear_q_symmetric`",
    "the highest code; comes back to float32's last digit",
    "The range is extended to 0, so it is not empty.",
)
def a_constant_has_the_highest_code() -> None:
    for sign, ends in [(1, (127, 127)), (-1, (-128, -127))]:
        constant = sign * torch.full((3,), 5.0)
        for quantize, end in zip((ref.linear_quantization, ref.linear_q_symmetric), ends, strict=True):
            codes, scale, zero_point = (*quantize(constant), 0)[:3]
            assert codes.unique().tolist() == [end]
            torch.testing.assert_close(ref.linear_dequantization(codes, scale, zero_point), constant)


@row(
    "all zero, per tensor, row or group",
    "*find* and tokens",
    "scale 2^-126, float32's smallest normal number (NumPy: 2^-1022); codes are the zero point; exactly 0 comes back",
    "A scale of 0 cannot be divided by, and an added epsilon would change small tensors.",
)
def zeros_have_a_scale() -> None:
    zeros = torch.zeros(2, 2)
    assert ref.get_q_scale_and_zero_point(zeros) == (TINY, -128)
    assert ref.get_q_scale_symmetric(zeros) == TINY
    for scale in (ref.get_q_scales(zeros, 0), *(REAL[name](zeros)[1] for name in SEVERAL_SCALES)):
        assert (scale == TINY).all()
    for codes, scale, zero_point in (ref.linear_quantization(zeros), (*ref.linear_q_symmetric(zeros), 0)):
        assert torch.equal(ref.linear_dequantization(codes, scale, zero_point), zeros)
    assert ref.symmetric_quantization(np.zeros(2), 8)[1] == np.finfo(np.float64).tiny


@row("largest magnitude 0", "`find_scale`", "`ValueError`", "Lesson L1-A divides as the formula says, without a floor.")
def the_first_lesson_refuses_zeros() -> None:
    with pytest.raises(ValueError, match="largest must be positive"):
        ref.find_scale(ref.largest_magnitude(torch.zeros(2)))


@row(
    "one-sided, as 5 ... 7",
    "`value_range` and what uses it, NumPy's asymmetric mode",
    "range 0 ... 7; the zero point is the lowest code, or the highest for negative values",
    "0 must have a code; without it the zero point would be no code, and everything saturate.",
)
def one_sided_ranges_reach_to_zero() -> None:
    values = torch.tensor([5.0, 6.0, 7.0])
    assert ref.get_q_scale_and_zero_point(values) == (7 / 255, -128)
    assert ref.get_q_scale_and_zero_point(-values) == (7 / 255, 127)
    assert [ref.asymmetric_quantization(sign * values.numpy(), 8)[2] for sign in (1, -1)] == [0, 255]


@row("-0.0", "all", "the code of 0.0; `quantize_dequantize` alone keeps the sign", "Codes are integers.")
def minus_zero_is_zero() -> None:
    zeros = torch.tensor([[-0.0, 1.0]])
    restored = ref.linear_dequantization(*ref.linear_q_symmetric(zeros), 0)
    assert not restored.signbit().any()
    assert ref.quantize_dequantize(zeros, 8).signbit().tolist() == [[True, False]]


@row(
    "denormal, as 1e-42",
    "*find* and tokens, *NumPy* (as 5e-324)",
    "scale 2^-126 (NumPy: 2^-1022); every code is the zero point",
    "1e-42 / 127 is 5.6 times the smallest float32: as a scale it would have three bits, and smaller ones none.",
)
def denormal_values_are_lost() -> None:
    values = torch.tensor([[1e-42, -1e-42], [0.0, 1e-44]])
    assert (values[0] != 0).all()
    assert ref.linear_quantization(values)[1:] == (TINY, -128)
    for name in ("linear_q_symmetric", *SEVERAL_SCALES):
        codes, scale = REAL[name](values)
        assert not codes.any()
        assert (torch.as_tensor(scale) == TINY).all()
    codes, scale = ref.symmetric_quantization(np.array([5e-324, -1e-323]), 8)
    assert (codes.any(), scale) == (False, np.finfo(np.float64).tiny)


@row(
    "denormal or small in its dtype, as 1e-44 or float16 3e-6",
    "`find_scale`",
    "the quotient in the dtype of `largest`: a denormal, or 0, which `scale_values` and `dequantize` refuse",
    "Lesson L1-A is the bare formula; call `.float()` first.",
)
def the_first_lesson_can_find_a_scale_of_zero() -> None:
    for largest in (torch.tensor(1e-44), torch.tensor(3e-6, dtype=torch.float16)):
        scale = ref.find_scale(largest)
        assert (scale.item(), scale.dtype) == (0, largest.dtype)
        with pytest.raises(ValueError, match="scale must be positive"):
            ref.scale_values(X, scale)


@row(
    "a range beyond float32, as -3e38 ... 3e38",
    "*find*",
    "scale 2.35e36 (asymmetric); comes back within half a step",
    "The range is taken as a Python number, a float64.",
)
def a_range_beyond_float32_has_a_scale() -> None:
    values = torch.tensor([-3e38, 3e38, 1e38])
    scale, _ = ref.get_q_scale_and_zero_point(values)
    assert scale == pytest.approx(6e38 / 255)
    restored = ref.linear_dequantization(*ref.linear_quantization(values)).double()
    assert ((restored - values.double()).abs() <= scale * (0.5 + 2**-13)).all()


@row(
    "float32's largest value, 3.4028235e38",
    "*find*, then dequantizing",
    "finite codes, but up to half a step more than float32 has may come back: infinity",
    "A code stands for its real value, and clamping that would be a second rounding.",
)
def the_largest_float32_may_come_back_infinite() -> None:
    values = torch.tensor([-LARGEST, LARGEST])
    codes, scale, zero_point = ref.linear_quantization(values)
    assert (codes.tolist(), zero_point) == ([-128, 127], 0)
    assert scale * 128 > LARGEST
    assert ref.linear_dequantization(codes, scale, zero_point)[0] == -INF


@row(
    "values far beyond a given scale, as 3e38 / 1e-30",
    "`linear_q_with_scale_and_zero_point`; `scale_values`",
    "the code at that end; an infinite number of steps, which `round_to_codes` refuses",
    "Saturation holds for every finite value.",
)
def far_values_saturate() -> None:
    values = torch.tensor([-3e38, 3e38])
    assert ref.linear_q_with_scale_and_zero_point(values, 1e-30, 5).tolist() == [-128, 127]
    steps = ref.scale_values(values, 1e-30)
    assert steps.tolist() == [-INF, INF]
    refused({"round_to_codes": ref.round_to_codes}, steps, ValueError, "finite")


@row(
    "float32 errors above 1.8e19 or below 2.6e-23",
    "`quantization_error` (mse), `sqnr`, `choose_mode`",
    "the square is infinite or 0; the ratio is NaN or infinite; the mode is symmetric",
    "Squares are float32 unless an input is float64: call `.double()` for such values.",
)
def squares_leave_the_range_of_float32() -> None:
    for size, mse in [(1e25, INF), (1e-25, 0.0)]:
        values = torch.tensor([1.0, 2.0]) * size
        assert ref.quantization_error(values, 0 * values) == mse
        assert not np.isfinite(ref.sqnr(values, 0 * values))
        assert ref.sqnr(values.double(), 0 * values.double()) == 0
    one_sided = torch.rand(100, generator=torch.Generator().manual_seed(0))
    assert [ref.choose_mode(one_sided * size) for size in (1.0, 1e-25)] == ["asymmetric", "symmetric"]


@row(
    "NumPy arrays whose range overflows float64, as -1.7e308 ... 1.7e308",
    "*NumPy*",
    "`ValueError`",
    "There is no wider number for the range.",
)
def a_range_beyond_float64_is_refused() -> None:
    refused(NUMPY, np.array([-1.7e308, 1.7e308]), ValueError, "finite range in float64")
