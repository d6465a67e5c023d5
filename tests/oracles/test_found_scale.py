"""Finding scales and zero points: torch's observers, torchao and ONNX, and what is quantized with them."""

import importlib

import numpy as np
import pytest
import torch
from exact import Definition, as_tensor, fractions
from finders import DYNAMIC, FINDERS, OBSERVER, RangeLibrary, compare_found, dynamic, observe, torchao_find
from inputs import ranges
from libraries import onnx_run, run_graph, torchao, why_missing
from ours import SYMMETRIC, Symmetric, same, symmetric_codes

import linquant_ref as lq

LARGE = torch.from_numpy(np.random.RandomState(8).standard_normal((600, 448))).float()
PRIMITIVES = "torchao.quantization.quant_primitives:choose_qparams_affine"


def skip_without(needs: str) -> None:
    if reason := why_missing(needs):
        pytest.skip(reason)


@pytest.mark.parametrize("library", FINDERS, ids=str)
def test_a_library_finds_what_its_definition_says_and_leaves_ours_only_where_the_definitions_part(
    library: RangeLibrary,
) -> None:
    skip_without(library.needs)
    found = compare_found(library)
    assert (found.unlike_its_model, found.unexplained) == (0, 0)
    assert found.compared > 50
    assert found.other_scales > 0


@pytest.mark.parametrize("runner", ["onnxruntime", "onnx"])
def test_dynamic_quantization_gives_our_codes_where_it_finds_our_scale_and_no_tie(runner: str) -> None:
    skip_without(runner)
    definition = Definition("after", "division")
    equal_scales = 0
    for x in ranges():
        if not x.any() or x.isinf().any():
            continue
        scale, zero_point = DYNAMIC.affine(fractions(x), 0, 255)
        codes = torch.from_numpy(dynamic(runner, x)[0])
        same(codes.long(), definition.codes(x, as_tensor([scale]), torch.tensor([zero_point]), 0, 255))
        ours, our_scale, our_zero = lq.linear_quantization(x, dtype=torch.uint8)
        if (torch.tensor(our_scale).item(), our_zero) == (float(scale), zero_point):
            equal_scales += 1
            before = Definition("before", "division").codes(x, as_tensor([scale]), torch.tensor([zero_point]), 0, 255)
            same(codes != ours, codes.long() != before)
    assert equal_scales > 50


@pytest.mark.parametrize("function", SYMMETRIC, ids=str)
@pytest.mark.parametrize("runner", ["onnxruntime", "onnx"])
def test_onnx_gives_the_codes_of_every_symmetric_function(runner: str, function: Symmetric) -> None:
    """With the zero point 0 nothing is left of the two definitions, and both divide."""
    skip_without(runner)
    more = [] if runner == "onnx" else [LARGE, LARGE.t().bfloat16()]
    for x in [*ranges(shapes=function.shapes), *more]:
        codes, scale = function.call(x)
        blocks = function.blocks(codes)
        zero_points = torch.zeros(len(blocks), dtype=codes.dtype).numpy()
        inputs = {"x": function.blocks(x.float()).numpy(), "scale": scale.flatten().numpy(), "zero_point": zero_points}
        found = onnx_run(runner, "QuantizeLinear", inputs, axis=0)[0]
        same(torch.from_numpy(np.asarray(found)), blocks)


@pytest.mark.parametrize("function", SYMMETRIC, ids=str)
def test_torchao_finds_our_scales_in_symmetric_mode_and_multiplies_by_their_reciprocals(function: Symmetric) -> None:
    skip_without(PRIMITIVES)
    definition = Definition("after", "reciprocal")
    for x in ranges(shapes=function.shapes):
        codes, _ = function.call(x)
        blocks = function.blocks(x.float()).contiguous()
        limits = (-function.quant_max, function.quant_max)
        block = (1, blocks.shape[1])
        scale, zero_point = torchao_find(blocks, "SYMMETRIC", block, codes.dtype, *limits)
        our_codes, our_scale = symmetric_codes(blocks, function.quant_max)
        same(scale.reshape(-1, 1), our_scale)
        found = torchao().quantize_affine(blocks, block, scale, zero_point, codes.dtype, *limits)
        expected = definition.codes(blocks, our_scale, zero_point.reshape(-1, 1), *limits)
        same(found.long(), expected)
        same(found != function.blocks(codes), expected != our_codes)


@pytest.mark.parametrize("dim", [0, 1])
def test_observers_find_our_scales_in_symmetric_mode_down_to_their_epsilon(dim: int) -> None:
    skip_without("torch.ao.quantization:PerChannelMinMaxObserver")
    limits = {"quant_min": -127, "quant_max": 127}
    above = 0
    for x in ranges():
        scale, zero_point = observe(x, torch.int8, qscheme=torch.per_tensor_symmetric, **limits)
        expected = [OBSERVER.symmetric(fractions(x), 127)]
        same(scale, as_tensor(expected))
        assert not zero_point.any()
        if expected[0] > OBSERVER.floor:
            above += 1
            same(scale, torch.tensor([lq.get_q_scale_symmetric(x)]))
        if x.dim() > 1:
            symmetric = torch.per_channel_symmetric
            scale, _ = observe(x, torch.int8, "PerChannelMinMaxObserver", ch_axis=dim, qscheme=symmetric, **limits)
            same(scale, lq.get_q_scales(x, dim).clamp(min=float(OBSERVER.floor)))
    assert above > 50


@pytest.mark.parametrize(("n_bits", "name"), [(4, "INT4"), (8, "INT8"), (16, "INT16")])
def test_onnx_runtime_gives_the_values_of_quantized_and_dequantized_weights(n_bits: int, name: str) -> None:
    skip_without("onnxruntime")
    for x in ranges(shapes=((6, 16),)):
        for granularity, blocks in (("tensor", (1, -1)), ("channel", (6, -1)), ("group", (-1, 4))):
            rows = x.float().reshape(blocks)
            _, scale = symmetric_codes(rows, 2 ** (n_bits - 1) - 1)
            values = there_and_back(rows.numpy(), scale.flatten().numpy(), name).reshape(x.shape)
            same(torch.from_numpy(values), lq.quantize_dequantize(x, n_bits, granularity, group_size=4))


def there_and_back(rows: np.ndarray, scale: np.ndarray, name: str) -> np.ndarray:
    """Quantize and dequantize each row with its scale in ONNX Runtime; codes stay inside, as NumPy has no int4."""
    onnx = importlib.import_module("onnx")
    helper, real = onnx.helper, onnx.TensorProto.FLOAT
    code = getattr(onnx.TensorProto, name)
    nodes = [
        helper.make_node("QuantizeLinear", ["x", "scale"], ["codes"], axis=0, output_dtype=code),
        helper.make_node("DequantizeLinear", ["codes", "scale"], ["y"], axis=0),
    ]
    inputs = {"x": rows, "scale": scale}
    typed = [helper.make_tensor_value_info(key, real, value.shape) for key, value in inputs.items()]
    result = helper.make_tensor_value_info("y", real, rows.shape)
    return run_graph("onnxruntime", helper.make_graph(nodes, "both", typed, [result]), inputs)[0]


def test_a_model_gets_the_weights_of_each_of_its_layers() -> None:
    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Linear(8, 6), torch.nn.ReLU(), torch.nn.Linear(6, 4, dtype=torch.bfloat16))
    quantized = lq.quantize_linear_weights(model, 8, "channel")
    for index in (0, 2):
        weight = model[index].weight.detach()
        codes, scale = symmetric_codes(weight, 127)
        pairs = zip(fractions(codes), fractions(scale.expand(codes.shape)), strict=True)
        expected = as_tensor(code * step for code, step in pairs).reshape(weight.shape).to(weight.dtype)
        same(quantized[index].weight.detach(), expected)
        same(quantized[index].bias, model[index].bias)
