"""Formats of numbers: half and double precision, integers, and what is lost between them."""

import numpy as np
import pytest
import torch
from numerics.rows import CODES, INF, NUMPY, REAL, SEVERAL_SCALES, X, refused, row, same

import linquant_ref as ref


@row(
    "float16 and bfloat16",
    "*real*",
    "the codes and scales of the same values in float32",
    "In their own dtype a quotient would have 11 or 8 bits, and codes would be off by one.",
)
def half_precision_is_computed_in_float32() -> None:
    for dtype in (torch.float16, torch.bfloat16):
        values = torch.randn(64, 2, generator=torch.Generator().manual_seed(0)).to(dtype)
        for name, call in REAL.items():
            if name != "rounding_error":
                same(call(values), call(values.float()))


@row("float16 65504, its largest", "*real*", "no overflow: scale 515.78 in 8 bits", "Sums and quotients are float32.")
def the_largest_float16_does_not_overflow() -> None:
    values = torch.tensor([[65504.0, -65504.0]], dtype=torch.float16)
    assert ref.linear_quantization(values)[1] == 2 * 65504 / 255
    assert ref.linear_q_symmetric(values)[1] == 65504 / 127
    assert ref.scale_values(values, 0.5).tolist() == [[131008.0, -131008.0]]


@row("float16 beyond 65504", "*real*", "`ValueError`", "The cast to float16 has made it infinite before.")
def what_overflowed_float16_is_infinite() -> None:
    refused(REAL, (X * 65504).half(), ValueError, "finite")


@row(
    "float16 input whose product passes 65504",
    "`w8_a16_forward`, `W8A16LinearLayer`",
    "infinite, even if the scale would bring it back",
    "The matrix product is in the input's dtype and comes before the scale.",
)
def a_float16_product_can_overflow() -> None:
    values = torch.full((1, 2), 600.0, dtype=torch.float16)
    output = ref.w8_a16_forward(torch.full((1, 2), 127, dtype=torch.int8), values, torch.full((1,), 1e-3))
    assert (output.item(), output.dtype) == (INF, torch.float16)


@row(
    "bfloat16 whose largest value over scale is 127.5 in bfloat16",
    "symmetric functions",
    "code 127 with the right sign",
    "In bfloat16 it rounds to 128, which is -128 as int8 (21 of 128 mantissas). Here: float32, and a clamp.",
)
def no_bfloat16_weight_changes_its_sign() -> None:
    mantissas = (1 + torch.arange(128) / 128).to(torch.bfloat16).unsqueeze(1)
    wrapped = torch.round(mantissas / (mantissas / 127)).to(torch.int64).to(torch.int8)
    assert (wrapped == -128).sum() == 21
    for name in ("linear_q_symmetric_per_channel", "quantize_rows", "quantize_per_token"):
        assert (REAL[name](mantissas)[0] == 127).all()
    assert ref.linear_q_symmetric(mantissas[42])[0].item() == 127


@row("a tie, as 0.5, 1.5, 2.5 steps", "all that round", "the even code: 0, 2, 2", "IEEE 754's default, without a bias.")
def ties_go_to_even() -> None:
    ties = torch.tensor([0.5, 1.5, 2.5, -0.5, -1.5])
    assert ref.round_to_codes(ties).tolist() == [0, 2, 2, 0, -2]
    assert ref.linear_q_with_scale_and_zero_point(ties, 1.0, 0).tolist() == [0, 2, 2, 0, -2]
    assert ref.linear_q_with_scale_and_zero_point(ties, 1.0, 1).tolist() == [2, 2, 4, 0, 0]
    assert ref.symmetric_quantization(np.array([*ties, 127.0]), 8)[0].tolist() == [0, 2, 2, 0, -2, 127]


@row(
    "integers and booleans, of any size",
    "*real*",
    "`TypeError` with the hint `.float()`",
    "They look like codes already; int64 would lose digits without a word.",
)
def integers_are_not_real_values() -> None:
    for dtype in (torch.int8, torch.int64, torch.bool):
        refused(REAL, X.to(dtype), TypeError, r"float\(\)")


@row(
    "float8",
    "*real*",
    "`TypeError` with the hint `.float()`",
    "It is a result of quantization, with two or three digits, and torch has no reductions for it.",
)
def eight_bits_are_no_real_values() -> None:
    for dtype in (torch.float8_e4m3fn, torch.float8_e5m2):
        refused(REAL, X.to(dtype), TypeError, r"16 bits or more .*float\(\)")


@row(
    "int64 codes beyond 2^24",
    "`linear_dequantization`, `dequantize`",
    "rounded to float32 first",
    "The result is float32, whose significand has 24 bits; the codes of this package have at most 16.",
)
def codes_beyond_float32_are_rounded() -> None:
    codes = torch.tensor([2**24, 2**24 + 1, 2**24 + 2])
    assert ref.linear_dequantization(codes, 1.0, 0).tolist() == [2**24, 2**24, 2**24 + 2]
    assert ref.dequantize(codes, 1.0).tolist() == [2**24, 2**24, 2**24 + 2]


@row(
    "rows so long that an int32 sum could wrap",
    "`quantized_linear_W8A8`, `int_matmul_with_zero_points`",
    "`ValueError` beyond 131,071 and 33,025 features",
    "A wrapped sum is a wrong number; `tests/test_inference.py` has the longest rows.",
)
def int32_sums_do_not_wrap() -> None:
    for n_features, call in [
        (131_071, lambda q: ref.quantized_linear_W8A8(q.float(), q, 1.0)),
        (33_025, lambda q: ref.int_matmul_with_zero_points(q, -128, q, -128)),
    ]:
        call(torch.full((1, n_features), 127, dtype=torch.int8))
        with pytest.raises(ValueError, match=f"{n_features} features"):
            call(torch.full((1, n_features + 1), 127, dtype=torch.int8))


@row(
    "float64 values",
    "*real*",
    "rounded to float32 before they are divided; `ValueError` if that is infinite, 0 if it is too small",
    "Codes are computed in one format, whatever carries the values.",
)
def float64_is_rounded_to_float32() -> None:
    values = X.double() * (1 + 2**-40)
    for name in ("linear_quantization", "linear_q_symmetric", *SEVERAL_SCALES):
        assert torch.equal(REAL[name](values)[0], REAL[name](X)[0])
    refused(REAL, X.double() * 1e39, ValueError, "finite in float32")
    for name in ("linear_q_symmetric", *SEVERAL_SCALES):
        assert not REAL[name](X.double() * 1e-50)[0].any()


@row(
    "float64 values",
    "`value_range`, the scale of one tensor, `largest_magnitude`, `rounding_error`, `quantization_error`",
    "keep float64's digits",
    "A Python number is a float64, and errors are measured as precisely as what is measured.",
)
def float64_extremes_keep_their_digits() -> None:
    third = torch.tensor([1 / 3], dtype=torch.float64)
    assert ref.value_range(third) == (0.0, 1 / 3)
    assert ref.get_q_scale_symmetric(third) == 1 / 3 / 127
    assert ref.largest_magnitude(third).item() == 1 / 3
    assert ref.rounding_error(third, third.float().double()).item() != 0
    assert ref.quantization_error(third, third.float().double(), "mae") > 0


@row(
    "a float64 scale tensor with a shape",
    "functions with a given scale",
    "computed in float64; dequantized values and `scale_values` are float64",
    "PyTorch's promotion. A number or a tensor of rank 0 leaves the arithmetic in float32.",
)
def a_float64_scale_tensor_promotes() -> None:
    scale = torch.tensor([[0.1], [0.2]], dtype=torch.float64)
    assert ref.linear_dequantization(CODES, scale, 0).dtype == torch.float64
    assert ref.scale_values(X, scale).dtype == torch.float64
    for number in (0.1, scale[0, 0]):
        assert ref.linear_dequantization(CODES, number, 0).dtype == torch.float32
        assert ref.scale_values(X, number).dtype == torch.float32


@row(
    "NumPy integers, float16, float32",
    "*NumPy*",
    "computed in float64",
    "int8 and float16 would wrap or overflow.",
)
def numpy_is_computed_in_float64() -> None:
    for values in (np.array([-128, 127], dtype=np.int8), np.float16([65504, -1]), np.array([-(2**63), 2**63 - 1])):
        for call in NUMPY.values():
            same([*call(values)[1:]], [*call(values.astype(np.float64))[1:]])
            assert (call(values)[0] == call(values.astype(np.float64))[0]).all()
