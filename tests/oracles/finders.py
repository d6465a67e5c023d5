"""Independent implementations that find a scale and a zero point, each told by the definition that it follows."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
import torch
from exact import OUR_FINDER, Finder, as_tensor, fractions
from inputs import CODE_DTYPES, ranges
from libraries import QUANTIZED, onnx_run, quiet, torchao

import linquant_ref as lq

Found = tuple[torch.Tensor, torch.Tensor]
OBSERVER = Finder("after", torch.float32, Fraction(1, 2**23))
DYNAMIC = Finder("before", torch.float32, Fraction(0))


@dataclass(frozen=True)
class RangeLibrary:
    """One implementation of finding the scale and the zero point of a tensor in asymmetric mode.

    Attributes:
        name: As the tables print it.
        needs: Module and attribute without which it cannot be asked.
        finder: What it computes for values of a dtype.
        call: Returns scale and zero point, or None for what it does not take.
    """

    name: str
    needs: str
    finder: Callable[[torch.dtype], Finder]
    call: Callable[[torch.Tensor, torch.dtype], Found | None]

    def __str__(self) -> str:
        return self.name


def observe(x: torch.Tensor, dtype: torch.dtype, kind: str = "MinMaxObserver", **arguments: Any) -> Found:
    """Return scale and zero point of one of torch's observers."""
    with quiet():
        observer = getattr(importlib.import_module("torch.ao.quantization"), kind)
        watching = observer(dtype=getattr(torch, QUANTIZED[dtype]), **arguments)
        watching(x)
        scale, zero_point = watching.calculate_qparams()
    return scale, zero_point


def torchao_find(x: torch.Tensor, mapping: str, block: tuple[int, ...], dtype: torch.dtype, *limits: int) -> Found:
    """Return scale and zero point of torchao's choose_qparams_affine."""
    primitives = torchao()
    found: Found = primitives.choose_qparams_affine(x, primitives.MappingType[mapping], block, dtype, *limits)
    return found


def dynamic(runner: str, x: torch.Tensor) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return codes, scale and zero point of ONNX's DynamicQuantizeLinear."""
    codes, scale, zero_point = onnx_run(runner, "DynamicQuantizeLinear", {"x": x.float().numpy()}, outputs=3)
    return codes, scale, zero_point


def _too_wide(x: torch.Tensor, dtype: torch.dtype) -> bool:
    # A 16-bit float does not have all int16 codes: what torchao makes of it is a row of the table.
    return dtype == torch.int16 and x.dtype != torch.float32


def _dynamic_find(runner: str) -> Callable[[torch.Tensor, torch.dtype], Found | None]:
    def call(x: torch.Tensor, dtype: torch.dtype) -> Found | None:
        if dtype != torch.uint8 or not x.any():  # Of zeros it makes a scale of its own: a row of the table.
            return None
        _, scale, zero_point = dynamic(runner, x)
        return torch.tensor(scale.item()), torch.tensor(zero_point.item())

    return call


FINDERS = [
    RangeLibrary(
        "torch MinMaxObserver",
        "torch.ao.quantization:MinMaxObserver",
        lambda _: OBSERVER,
        lambda x, dtype: observe(x, dtype) if dtype in QUANTIZED else None,
    ),
    RangeLibrary(
        "torchao choose_qparams_affine",
        "torchao.quantization.quant_primitives:choose_qparams_affine",
        lambda dtype: Finder("after", dtype, Fraction(torch.finfo(dtype).smallest_normal)),
        lambda x, dtype: None if _too_wide(x, dtype) else torchao_find(x, "ASYMMETRIC", tuple(x.shape), dtype),
    ),
    RangeLibrary("ONNX Runtime DynamicQuantizeLinear", "onnxruntime", lambda _: DYNAMIC, _dynamic_find("onnxruntime")),
    RangeLibrary("ONNX reference DynamicQuantizeLinear", "onnx.reference", lambda _: DYNAMIC, _dynamic_find("onnx")),
]


@dataclass
class FoundComparison:
    """How a library's scales and zero points compare."""

    compared: int = 0
    unlike_its_model: int = 0
    unexplained: int = 0
    other_scales: int = 0
    other_zero_points: int = 0


@cache
def compare_found(library: RangeLibrary, real: torch.dtype | None = None) -> FoundComparison:
    """Compare a library with its definition and with ours, on all ranges or on those of one dtype.

    Our scale has float64's digits, and float32's where it is used: that is what is compared.
    """
    result = FoundComparison()
    for dtype in CODE_DTYPES:
        low, high = torch.iinfo(dtype).min, torch.iinfo(dtype).max
        for x in ranges():
            if real not in (None, x.dtype):
                continue
            found = library.call(x, dtype)
            if found is None:
                continue
            try:
                expected_scale, expected_zero = library.finder(x.dtype).affine(fractions(x), low, high)
            except OverflowError:  # A range that is infinite in the library's format is a row of the table.
                continue
            scale, zero_point = (each.item() for each in found)
            our_scale, our_zero = lq.get_q_scale_and_zero_point(x, dtype=dtype)
            our_scale = as_tensor([Fraction(our_scale)]).item()
            model_scale, model_zero = OUR_FINDER.affine(fractions(x), low, high)
            model_scale = Fraction(as_tensor([model_scale]).item())
            result.compared += 1
            result.unlike_its_model += (scale, zero_point) != (float(expected_scale), expected_zero)
            result.other_scales += scale != our_scale
            result.other_zero_points += zero_point != our_zero
            parts = (model_scale, model_zero) != (expected_scale, expected_zero)
            result.unexplained += ((scale, zero_point) != (our_scale, our_zero)) != parts
    return result
