"""Rows about codes: the scale and the zero point are given."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count

import torch
from comparison import LIBRARIES, compare, real_number_differences
from differences import PRIMITIVES, RUNTIME, Shown, error_of, row, text
from exact import OURS, Definition
from inputs import Case
from libraries import FUSED, Library, fake_quantize, onnx_quantize, torchao_quantize

import linquant_ref as lq

BY_NAME = {library.name: library for library in LIBRARIES}
NAN, INF = float("nan"), float("inf")


def one(x: float | list[float], scale: float, zero_point: int = 0, dtype: torch.dtype = torch.int8) -> Case:
    """Return a case of a few values with one scale."""
    values = torch.tensor(x if isinstance(x, list) else [x])
    return Case(values, torch.tensor([scale]), torch.tensor([zero_point], dtype=torch.int32), dtype)


def codes_of(case: Case) -> torch.Tensor:
    """Return the reference's codes of a case."""
    return lq.linear_q_with_scale_and_zero_point(case.x, case.scale, case.zero_point, case.dtype)


def parting(theirs: Definition, scale: float, zero_point: int = 0) -> Case:
    """Return the first tie, or next to a tie, on which a definition and ours give different codes."""
    for case in _around_ties(scale, zero_point):
        arguments = (case.x, case.scale, case.zero_point, *case.limits)
        if not torch.equal(theirs.codes(*arguments), OURS.codes(*arguments)):
            return case
    raise AssertionError("the definitions agree")


def _around_ties(scale: float, zero_point: int) -> Iterator[Case]:
    for code in range(-127 - zero_point, 126 - zero_point):
        tie = torch.tensor((code + 0.5) * torch.tensor(scale).double().item()).float()
        for neighbour in (tie, torch.nextafter(tie, torch.tensor(1e9)), torch.nextafter(tie, torch.tensor(-1e9))):
            yield one(neighbour.item(), scale, zero_point)


def given(case: Case) -> str:
    """Return the input of a case in words."""
    digits = f"{case.x.item():.9g}" if case.x.numel() == 1 else text(case.x)
    return f"x = {digits}, s = {case.scale.item():.6g}, z = {case.zero_point.item()}"


def of_grid(library: Library) -> str:
    """Return in how many generated codes a library and the reference differ."""
    found = compare(library)
    return f"; {found.unlike_ours:,} of {found.compared:,} generated codes"


def show_library(name: str, case: Case) -> Shown:
    """Show a library's codes, and count."""
    library = BY_NAME[name]
    return Shown(given(case), codes_of(case), library.call(case), of_grid(library))


@row(
    "When the zero point is added",
    "before rounding: round(x / s + z)",
    "torch.fake_quantize_*, torchao, ONNX: after it, round(x / s) + z; ties part where z is odd",
    RUNTIME,
)
def _adds() -> Shown:
    return show_library("ONNX Runtime QuantizeLinear", one(0.5, 1.0, 1))


@row(
    "Division or reciprocal",
    "x / s",
    "torch.quantize_per_channel, torch.fake_quantize_*, torchao: x * (1 / s) with 1 / s rounded to float32",
    f"{PRIMITIVES}:quantize_affine",
)
def _divides() -> Shown:
    shown = show_library("torchao quantize_affine", parting(Definition("after", "reciprocal"), 0.1))
    return replace(shown, more=f"{shown.more}, those of the row above among them")


@row(
    "One rounding or two",
    "x / s and the sum with z are rounded to float32 one after the other",
    "torch.quantize_per_tensor: a fused multiply-add x * (1 / s) + z, where the processor has one",
    "torch:quantize_per_tensor",
)
def _fuses() -> Shown:
    return show_library("torch.quantize_per_tensor", parting(FUSED, 0.1, 3))


@row(
    "float32 or real numbers",
    "x / s + z is rounded to float32, so that a value next to a tie can become one",
    "the formula in exact fractions",
)
def _rounds() -> Shown:
    real = Definition("before", "division", None)
    case = parting(real, 0.1, 100)
    exact = real.codes(case.x, case.scale, case.zero_point, *case.limits)
    compared, differ = real_number_differences()
    return Shown(given(case), codes_of(case), exact, f"; {differ:,} of {compared:,} generated codes")


@row(
    "Arithmetic on float16",
    "in float32",
    "ONNX's reference evaluator: in float16 (ONNX Runtime: in float32)",
    "onnx.reference",
)
def _float16() -> Shown:
    case = one(100.4, 0.99)
    narrow = Case(case.x.half(), case.scale.half().float(), case.zero_point, case.dtype)
    return _first_narrow("ONNX reference QuantizeLinear, float16", narrow)


@row(
    "Arithmetic on bfloat16",
    "in float32",
    "torchao: in bfloat16, when the scale is bfloat16",
    f"{PRIMITIVES}:quantize_affine",
)
def _bfloat16() -> Shown:
    case = one(100.0, 0.99)
    narrow = Case(case.x.bfloat16(), case.scale.bfloat16().float(), case.zero_point, case.dtype)
    return _first_narrow("torchao quantize_affine, bfloat16", narrow)


def _first_narrow(name: str, case: Case) -> Shown:
    """Show the first multiple of a value on which a library that computes in the value's dtype differs."""
    library = BY_NAME[name]
    for factor in count(1):
        x = (case.x.float() * factor / 128).to(case.x.dtype)
        tried = Case(x, case.scale, case.zero_point, case.dtype)
        theirs = library.call(tried)
        assert theirs is not None
        if not torch.equal(theirs, codes_of(tried)):
            return Shown(given(tried), codes_of(tried), theirs, of_grid(library))
    raise AssertionError


@row(
    "Values of float64",
    "rounded to float32 first",
    "torchao: refused, with an AssertionError",
    f"{PRIMITIVES}:quantize_affine",
)
def _float64() -> Shown:
    case = one(0.5, 1.0)
    x = torch.tensor([0.5 + 1e-12], dtype=torch.float64)
    ours = lq.linear_q_with_scale_and_zero_point(x, 1.0, 0)
    return Shown("x = 0.5 + 1e-12, s = 1", ours, error_of(lambda: torchao_quantize(case, x)))


@row(
    "Values of more digits than float32",
    "rounded to float32 first",
    "torch.fake_quantize_*: float64 stays float64",
    "torch:fake_quantize_per_tensor_affine",
)
def _more_digits() -> Shown:
    x = torch.tensor([0.5 + 1e-12], dtype=torch.float64)
    theirs = torch.fake_quantize_per_tensor_affine(x, 1.0, 0, -128, 127)
    return Shown("x = 0.5 + 1e-12, s = 1", lq.linear_q_with_scale_and_zero_point(x, 1.0, 0), theirs.int())


@row(
    "Values far outside the range: torch",
    "the nearest end of the codes",
    "torch.fake_quantize_*: the wrong end, where x / s is too large for int64",
    "torch:fake_quantize_per_channel_affine",
)
def _int64() -> Shown:
    case = one(1e20, 1.0)
    one_channel = Case(case.x, case.scale, case.zero_point, case.dtype, dim=0)
    return Shown(given(case), codes_of(case), fake_quantize(one_channel))


@row(
    "Values far outside the range: ONNX reference",
    "the nearest end of the codes",
    "ONNX's reference evaluator: the wrong end, where x / s is too large for int32 or, in float16, infinite",
    "onnx.reference",
)
def _int32() -> Shown:
    case = one(3e9, 1.0)
    return Shown(given(case), codes_of(case), onnx_quantize("onnx", case))


@row(
    "Scales below 2^-128",
    "divided by like any other, down to 1.4e-45",
    "torchao, torch's kernels: 1 / s is infinite",
    f"{PRIMITIVES}:quantize_affine",
)
def _denormal() -> Shown:
    case = one([1e-41, -1e-41], 1e-42)
    return Shown(given(case), codes_of(case), torchao_quantize(case))


@row(
    "NaN",
    "refused, with a ValueError that names the extremes",
    "some code: 0 (torchao), q_min (ONNX)",
    RUNTIME,
)
def _nan() -> Shown:
    case = one([NAN, 1.0], 1.0)
    return Shown("x = [nan, 1], s = 1, z = 0", error_of(lambda: codes_of(case)), onnx_quantize(RUNTIME, case))


@row(
    "NaN: torchao",
    "refused, with a ValueError",
    "the code 0, whatever the zero point is",
    f"{PRIMITIVES}:quantize_affine",
)
def _nan_of_torchao() -> Shown:
    case = one([NAN, 1.0], 1.0, 5)
    return Shown("x = [nan, 1], s = 1, z = 5", error_of(lambda: codes_of(case)), torchao_quantize(case))


@row(
    "Infinity",
    "refused, with a ValueError",
    "the end of the codes",
    RUNTIME,
)
def _infinity() -> Shown:
    case = one([INF, -INF], 1.0)
    return Shown("x = [inf, -inf], s = 1, z = 0", error_of(lambda: codes_of(case)), onnx_quantize(RUNTIME, case))


@row(
    "Packed signed codes",
    "moved up by half of the codes, to 0 ... 15, then packed",
    "ONNX INT4: the low four bits of two's complement",
    "onnx:TensorProto",
)
def _twos_complement() -> Shown:
    from onnx import TensorProto, helper, numpy_helper

    codes = torch.tensor([-8, -1, 0, 7], dtype=torch.int8)
    tensor = helper.make_tensor("codes", TensorProto.INT4, [4], codes.tolist())
    theirs = list(numpy_helper.from_array(numpy_helper.to_array(tensor)).raw_data)
    return Shown("4-bit codes [-8, -1, 0, 7], bytes", lq.pack_weights(lq.to_unsigned(codes, 4), 4), theirs)


@row(
    "Packed rows",
    "every row starts with a byte of its own",
    "ONNX: one stream over all rows",
    "onnx:TensorProto",
)
def _rows() -> Shown:
    from onnx import TensorProto, helper, numpy_helper

    codes = torch.tensor([[1, 2, 3], [4, 5, 6]], dtype=torch.uint8)
    tensor = helper.make_tensor("codes", TensorProto.UINT4, [2, 3], codes.flatten().tolist())
    theirs = list(numpy_helper.from_array(numpy_helper.to_array(tensor)).raw_data)
    return Shown("4-bit codes [[1, 2, 3], [4, 5, 6]], bytes", lq.pack_weights(codes, 4).flatten(), theirs)
