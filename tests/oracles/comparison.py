"""Every library's codes of the generated cases, against the exact model of its definition and against ours."""

from dataclasses import dataclass, replace
from functools import cache

import torch
from exact import OURS, Definition, as_tensor, fractions
from inputs import Case, grid
from libraries import QUANTIZERS, Library, onnx_quantize, torchao_quantize

import linquant_ref as lq

GRID = grid()
FUSES = torch.backends.cpu.get_cpu_capability() in ("AVX2", "AVX512")


def narrowed(dtype: torch.dtype) -> list[Case]:
    """Return the cases whose values are of a 16-bit dtype, with scales that this dtype has too."""
    cases = [case for case in GRID if case.x.dtype == dtype and case.x.dim() and case.x.numel()]
    return [_narrow(case, torch.finfo(dtype).smallest_normal) for case in cases]


def _narrow(case: Case, smallest: float) -> Case:
    scale = case.scale.clamp(min=smallest).to(case.x.dtype).float()
    # Quotients that are infinite in float16 are a row of their own.
    x = case.grouped.float().clamp(-30000 * scale, 30000 * scale).reshape(case.x.shape)
    return replace(case, x=x.to(case.x.dtype), scale=scale)


def torchao_narrow(case: Case) -> torch.Tensor | None:
    """Return torchao's codes where the scale has the dtype of the values; this dtype does not have all int16 codes."""
    if case.dtype == torch.int16:
        return None
    return torchao_quantize(replace(case, scale=case.scale.to(case.x.dtype)), case.x)


PRIMITIVES = "torchao.quantization.quant_primitives:quantize_affine"
NARROW = {
    torch.float16: [
        Library(
            "ONNX Runtime QuantizeLinear, float16",
            "onnxruntime",
            Definition("after", "division"),
            lambda case: onnx_quantize("onnxruntime", case, case.x),
        ),
        Library(
            "ONNX reference QuantizeLinear, float16",
            "onnx.reference",
            Definition("after", "division", torch.float16),
            lambda case: onnx_quantize("onnx", case, case.x),
        ),
        Library(
            "torchao quantize_affine, float16",
            PRIMITIVES,
            Definition("after", "reciprocal", torch.float16),
            torchao_narrow,
        ),
    ],
    torch.bfloat16: [
        Library(
            "torchao quantize_affine, bfloat16",
            PRIMITIVES,
            Definition("after", "reciprocal", torch.bfloat16),
            torchao_narrow,
        ),
    ],
}
LIBRARIES = [*QUANTIZERS, *(library for libraries in NARROW.values() for library in libraries)]


@dataclass
class Comparison:
    """How a library's codes compare: how many there are, and where they differ."""

    compared: int = 0
    unlike_its_model: int = 0
    unlike_ours: int = 0
    unexplained: int = 0


def why_not(library: Library) -> str | None:
    """Return why a library cannot be compared here, or None."""
    if library.definition.divides == "fused" and not FUSES:
        return "this processor has no fused multiply-add"
    return library.missing


@cache
def model_codes(definition: Definition, index: int, narrow: torch.dtype | None) -> torch.Tensor:
    """Return the exact model's codes of a case, shape of its values, int64."""
    case = cases_for(narrow)[index]
    codes = definition.codes(case.grouped, case.scale, case.zero_point, *case.limits)
    return codes.reshape(case.x.shape)


@cache
def cases_for(narrow: torch.dtype | None) -> list[Case]:
    """Return the whole grid, or what is narrowed to a dtype."""
    return GRID if narrow is None else narrowed(narrow)


@cache
def compare(library: Library) -> Comparison:
    """Compare a library with its definition, and count where it leaves ours though the definitions agree."""
    narrow = next((dtype for dtype, libraries in NARROW.items() if library in libraries), None)
    result = Comparison()
    for index, case in enumerate(cases_for(narrow)):
        theirs = library.call(case)
        if theirs is None:
            continue
        ours = lq.linear_q_with_scale_and_zero_point(case.grouped, case.scale, case.zero_point, case.dtype)
        ours = ours.reshape(case.x.shape).long()
        their_model, our_model = (model_codes(each, index, narrow) for each in (library.definition, OURS))
        result.compared += theirs.numel()
        result.unlike_its_model += int((theirs.long() != their_model).sum())
        result.unlike_ours += int((theirs.long() != ours).sum())
        result.unexplained += int(((theirs.long() != ours) != (their_model != our_model)).sum())
    return result


def real_number_differences() -> tuple[int, int]:
    """Return the number of codes of the grid, and of those that float32's rounding of x / s + z changes."""
    real = Definition("before", "division", None)
    pairs = [(model_codes(OURS, index, None), model_codes(real, index, None)) for index in range(len(GRID))]
    return sum(ours.numel() for ours, _ in pairs), sum(int((ours != exact).sum()) for ours, exact in pairs)


def exact_values(codes: torch.Tensor, case: Case) -> torch.Tensor:
    """Return scale * (codes - zero_point), exact and then rounded to float32; codes in the case's shape."""
    grouped = codes.reshape(case.grouped.shape).long() - case.zero_point
    pairs = zip(fractions(grouped), fractions(case.scale.expand(grouped.shape)), strict=True)
    return as_tensor(code * scale for code, scale in pairs).reshape(case.x.shape)
