"""Quantizing and dequantizing with a given scale: torch, torchao, ONNX Runtime and ONNX's reference evaluator."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
from comparison import GRID, LIBRARIES, compare, exact_values, why_not
from exact import OURS, Definition
from hypothesis import given, settings
from inputs import Case, cases, large
from libraries import (
    QUANTIZED,
    QUANTIZERS,
    Library,
    onnx_dequantize,
    onnx_quantize,
    quiet,
    torchao_dequantize,
    why_missing,
)
from ours import same

import linquant_ref as lq


@pytest.mark.parametrize("library", LIBRARIES, ids=str)
def test_a_library_follows_its_definition_and_leaves_ours_only_where_the_definitions_part(library: Library) -> None:
    if reason := why_not(library):
        pytest.skip(reason)
    found = compare(library)
    assert (found.unlike_its_model, found.unexplained) == (0, 0)
    assert found.compared > 2000
    # The inputs are worth something only if they show the difference.
    assert found.unlike_ours > 0


@pytest.mark.parametrize("library", QUANTIZERS, ids=str)
@settings(max_examples=50)
@given(case=cases())
def test_a_library_follows_its_definition_on_any_values(library: Library, case: Case) -> None:
    if reason := why_not(library):
        pytest.skip(reason)
    theirs = library.call(case)
    if theirs is not None:
        expected = library.definition.codes(case.x, case.scale, case.zero_point, *case.limits)
        same(theirs.long(), expected)
        ours = lq.linear_q_with_scale_and_zero_point(case.x, case.scale, case.zero_point, case.dtype).long()
        parts = OURS.codes(case.x, case.scale, case.zero_point, *case.limits) != expected
        same(ours != theirs, parts)


@pytest.mark.parametrize("case", large(), ids=str)
def test_large_tensors_are_no_exception(case: Case) -> None:
    """Where ours and ONNX Runtime's codes differ, and at places drawn at random, they are those of the exact models."""
    if reason := why_missing("onnxruntime"):
        pytest.skip(reason)
    theirs = onnx_quantize("onnxruntime", case)
    ours = lq.linear_q_with_scale_and_zero_point(case.grouped, case.scale, case.zero_point, case.dtype)
    differ = (ours.flatten() != theirs.flatten()).nonzero().flatten()
    assert 0 < len(differ) < case.x.numel() / 4 or not case.zero_point.bitwise_and(1).any()
    places = torch.cat([differ[:400], torch.from_numpy(np.random.RandomState(7).randint(0, case.x.numel(), 400))])
    whole = [case.grouped, case.scale.expand(ours.shape), case.zero_point.expand(ours.shape)]
    x, scale, zero_point = (values.flatten()[places] for values in whole)
    for codes, definition in ((ours, OURS), (theirs, Definition("after", "division"))):
        same(codes.flatten()[places].long(), definition.codes(x, scale, zero_point, *case.limits))
    values = lq.linear_dequantization(ours, case.scale, case.zero_point)
    same(values.reshape(case.x.shape), onnx_dequantize("onnxruntime", case, ours.reshape(case.x.shape)))


def torch_dequantize(case: Case, codes: torch.Tensor) -> torch.Tensor | None:
    if case.group_size or case.dtype not in QUANTIZED or case.x.numel() == 0:
        return None
    with quiet():
        if case.dim is None:
            scale, zero_point = case.scale.item(), case.zero_point.item()
            return torch._make_per_tensor_quantized_tensor(codes, scale, zero_point).dequantize()
        scale, zero_point = case.scale.flatten(), case.zero_point.flatten()
        return torch._make_per_channel_quantized_tensor(codes, scale, zero_point, case.dim).dequantize()


DEQUANTIZERS: dict[str, tuple[str, Callable[[Case, torch.Tensor], torch.Tensor | None]]] = {
    "torch dequantize": ("torch:_make_per_channel_quantized_tensor", torch_dequantize),
    "torchao dequantize_affine": ("torchao.quantization.quant_primitives:dequantize_affine", torchao_dequantize),
    "ONNX Runtime": ("onnxruntime", lambda case, codes: onnx_dequantize("onnxruntime", case, codes)),
    "ONNX reference": ("onnx.reference", lambda case, codes: onnx_dequantize("onnx", case, codes)),
}


@pytest.mark.parametrize("name", DEQUANTIZERS)
def test_dequantized_values_are_the_same_everywhere(name: str) -> None:
    needs, dequantize = DEQUANTIZERS[name]
    if reason := why_missing(needs):
        pytest.skip(reason)
    compared = 0
    for case in GRID:
        quantized = lq.linear_q_with_scale_and_zero_point(case.grouped, case.scale, case.zero_point, case.dtype)
        theirs = dequantize(case, quantized.reshape(case.x.shape))
        if theirs is not None:
            ours = lq.linear_dequantization(quantized, case.scale, case.zero_point).reshape(case.x.shape)
            same(theirs, ours)
            same(ours, exact_values(quantized, case))
            compared += theirs.numel()
        if case.group_size and theirs is not None and not case.zero_point.any():
            scale = case.scale.squeeze(-1)
            codes = quantized.reshape(case.x.shape)
            same(lq.linear_dequantization_per_group(codes, scale, case.group_size), theirs)
    assert compared > 2000
