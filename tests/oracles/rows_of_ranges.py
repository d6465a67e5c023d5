"""Rows about ranges: the scale and the zero point are found."""

from collections.abc import Callable
from fractions import Fraction

import torch
from differences import OBSERVERS, PRIMITIVES, RUNTIME, Shown, error_of, row
from exact import OUR_FINDER, fractions
from finders import FINDERS, compare_found, dynamic, observe, torchao_find
from inputs import ranges
from libraries import torchao

import linquant_ref as lq

TORCHAO = next(library for library in FINDERS if library.name.startswith("torchao"))
SIGNED = torch.tensor([-1.0, 0.5])


@row(
    "Range of symmetric codes",
    "restricted, -127 ... 127: s = max abs(x) / 127",
    "torchao (SYMMETRIC) and observers, unless told quant_min=-127: -128 ... 127, s = max abs(x) / 127.5",
    f"{PRIMITIVES}:choose_qparams_affine",
)
def _full_range() -> Shown:
    codes, scale = lq.linear_q_symmetric(SIGNED)
    their_scale, zero_point = torchao_find(SIGNED, "SYMMETRIC", (2,), torch.int8)
    theirs = torchao().quantize_affine(SIGNED, (2,), their_scale, zero_point, torch.int8)
    return Shown("x = [-1, 0.5], s and codes", (scale, codes), (their_scale, theirs))


@row(
    "Both ends of symmetric codes",
    "s = max abs(x) / 127",
    "torchao (SYMMETRIC_NO_CLIPPING_ERR): s = max(-r_min / 128, r_max / 127)",
    f"{PRIMITIVES}:choose_qparams_affine",
)
def _both_ends() -> Shown:
    their_scale, _ = torchao_find(SIGNED, "SYMMETRIC_NO_CLIPPING_ERR", (2,), torch.int8)
    return Shown("x = [-1, 0.5], s", lq.get_q_scale_symmetric(SIGNED), their_scale)


@row(
    "Symmetric mode with unsigned codes",
    "refused, there are no negative codes",
    "observers: the zero point 128",
    OBSERVERS,
)
def _unsigned() -> Shown:
    ours = error_of(lambda: lq.linear_q_symmetric(SIGNED, dtype=torch.uint8))
    _, zero_point = observe(SIGNED, torch.uint8, qscheme=torch.per_tensor_symmetric)
    return Shown("x = [-1, 0.5], z", ours, zero_point)


ZEROS = torch.zeros(3)


@row(
    "Smallest scale: observers",
    "1.17549e-38, float32's smallest normal number",
    "observers: 1.19209e-07, float32's machine epsilon; values below it become 0",
    OBSERVERS,
)
def _epsilon() -> Shown:
    x = torch.tensor([-1e-8, 1e-8])
    scale, _ = observe(x, torch.int8, qscheme=torch.per_tensor_symmetric, quant_min=-127, quant_max=127)
    codes, our_scale = lq.linear_q_symmetric(x)
    theirs = lq.linear_q_with_scale_and_zero_point(x, scale, 0)
    return Shown("x = [-1e-08, 1e-08], s and codes", (our_scale, codes), (scale.item(), theirs))


@row(
    "Smallest scale: 16-bit dtypes",
    "1.17549e-38, also for a float16 tensor, whose scale is a Python float or float32",
    "torchao: the smallest normal number of the tensor's dtype, which is also the dtype of its scale",
    f"{PRIMITIVES}:choose_qparams_affine",
)
def _floor() -> Shown:
    their_scale, _ = torchao_find(ZEROS.half(), "ASYMMETRIC", (3,), torch.int8)
    return Shown("float16 zeros, s", lq.get_q_scale_and_zero_point(ZEROS.half())[0], their_scale)


@row(
    "Scale of zeros: ONNX Runtime",
    "1.17549e-38",
    "DynamicQuantizeLinear: 1 (in the reference evaluator 1 / 255); it has no smallest scale",
    RUNTIME,
)
def _zeros() -> Shown:
    return Shown("zeros, s", lq.get_q_scale_and_zero_point(ZEROS, dtype=torch.uint8)[0], dynamic(RUNTIME, ZEROS)[1])


@row(
    "Scale of zeros: ONNX reference",
    "1.17549e-38",
    "DynamicQuantizeLinear: 1 / 255",
    "onnx.reference",
)
def _zeros_of_the_reference() -> Shown:
    return Shown("zeros, s", lq.get_q_scale_and_zero_point(ZEROS, dtype=torch.uint8)[0], dynamic("onnx", ZEROS)[1])


def first_range(parts: Callable[[tuple[Fraction, int], tuple[Fraction, int]], bool]) -> torch.Tensor:
    """Return the first generated float32 range of which the exact models of ours and of torchao's uint8 result part."""
    for x in ranges():
        found = TORCHAO.finder(torch.float32).affine(fractions(x), 0, 255)
        if x.dtype == torch.float32 and parts(OUR_FINDER.affine(fractions(x), 0, 255), found):
            return x
    raise AssertionError("they agree on all ranges")


def float32(scale: Fraction) -> float:
    """Return a scale as it is used."""
    return torch.tensor(float(scale)).item()


def ends(x: torch.Tensor) -> str:
    """Return the ends of a range in words."""
    return f"x in [{x.min().item():.9g}, {x.max().item():.9g}]"


@row(
    "dtype of the scale",
    "float64 arithmetic per tensor, a Python float, rounded once to float32 where it is used",
    "observers, torchao, DynamicQuantizeLinear: float32, rounded after the subtraction and after the division",
    f"{PRIMITIVES}:choose_qparams_affine",
)
def _scale_dtype() -> Shown:
    x = first_range(lambda ours, theirs: float32(ours[0]) != theirs[0])
    ours = float32(Fraction(lq.get_q_scale_and_zero_point(x, dtype=torch.uint8)[0]))
    theirs = torchao_find(x, "ASYMMETRIC", tuple(x.shape), torch.uint8)[0].item()
    found = compare_found(TORCHAO, torch.float32)
    more = f"; {found.other_scales} of {found.compared} generated float32 ranges, in three dtypes of codes"
    return Shown(f"{ends(x)}, uint8, s as float32", f"{ours:.9g}", f"{theirs:.9g}", more)


@row(
    "dtype of the scale: 16-bit tensors",
    "float64 arithmetic, the result is a Python float",
    "torchao: the arithmetic and the scale are in the tensor's dtype",
    f"{PRIMITIVES}:choose_qparams_affine",
)
def _narrow_scale() -> Shown:
    x = torch.tensor([-1.0, 0.5]).bfloat16()
    found = compare_found(TORCHAO, torch.bfloat16)
    more = f"; {found.other_scales} of {found.compared} generated bfloat16 ranges in two"
    theirs = torchao_find(x, "ASYMMETRIC", (2,), torch.int8)[0]
    return Shown("bfloat16 x = [-1, 0.5], s", lq.get_q_scale_and_zero_point(x)[0], theirs, more)


@row(
    "Rounding (nudging) of the zero point",
    "z = round(q_min - r_min / s) in float64",
    "observers, torchao: z = q_min - round(r_min / s) in float32, in which r_min / s lies on another side of a tie",
    f"{PRIMITIVES}:choose_qparams_affine",
)
def _nudges() -> Shown:
    x = first_range(lambda ours, theirs: ours[1] != theirs[1])
    ours = lq.get_q_scale_and_zero_point(x, dtype=torch.uint8)[1]
    theirs = torchao_find(x, "ASYMMETRIC", tuple(x.shape), torch.uint8)[1]
    found = compare_found(TORCHAO, torch.float32)
    more = f"; {found.other_zero_points} of {found.compared} generated float32 ranges, in three dtypes of codes"
    return Shown(f"{ends(x)}, uint8, z", ours, theirs, more)


@row(
    "Ranges that do not contain 0",
    "extended to 0, so that 0 has a code (as observers, torchao and ONNX do)",
    "torch.per_channel_affine_float_qparams: not extended, the zero point is a real number",
    "torch.ao.quantization:PerChannelMinMaxObserver",
)
def _extended() -> Shown:
    x = torch.tensor([5.0, 7.0])
    scheme = torch.per_channel_affine_float_qparams
    theirs = observe(x.reshape(1, 2), torch.uint8, "PerChannelMinMaxObserver", qscheme=scheme)
    return Shown("x = [5, 7], s and z", lq.get_q_scale_and_zero_point(x, dtype=torch.uint8), theirs)


@row(
    "Ranges wider than float32",
    "s in float64",
    "observers, torchao, DynamicQuantizeLinear: r_max - r_min and s are infinite",
    OBSERVERS,
)
def _wide() -> Shown:
    x = torch.tensor([-3e38, 3e38])
    return Shown("x = [-3e+38, 3e+38], s and z", lq.get_q_scale_and_zero_point(x), observe(x, torch.int8))


@row(
    "int16 codes of 16-bit floats",
    "computed in float32, which has all codes",
    "torchao: in the tensor's dtype, which does not have them; z = 32768 is no int16",
    f"{PRIMITIVES}:choose_qparams_affine",
)
def _int16() -> Shown:
    x = torch.tensor([-7.0, -5.0]).bfloat16()
    theirs = torchao_find(x, "ASYMMETRIC", (2,), torch.int16)[1]
    return Shown("bfloat16 x = [-7, -5], z", lq.get_q_scale_and_zero_point(x, dtype=torch.int16)[1], theirs)


@row(
    "Ranges with NaN",
    "refused, with a ValueError that names the extremes",
    "observers, torchao: the scale is NaN (ONNX Runtime leaves it out)",
    OBSERVERS,
)
def _nan() -> Shown:
    x = torch.tensor([float("nan"), 1.0])
    return Shown("x = [nan, 1], s", error_of(lambda: lq.get_q_scale_and_zero_point(x)), observe(x, torch.int8)[0])


@row(
    "Empty tensors",
    "refused, with a ValueError, where a scale is to be found; with a given scale they give empty codes",
    "observers and ONNX Runtime: s = 1 and z = 0; torchao: an IndexError",
    OBSERVERS,
)
def _empty() -> Shown:
    x = torch.zeros(0)
    return Shown("empty x, s and z", error_of(lambda: lq.get_q_scale_and_zero_point(x)), observe(x, torch.int8))
