"""Independent implementations, each called with a case and told by the definition that it follows.

What a library does not take (a dtype, a granularity) returns None. Which module and attribute it needs stands beside
it, so that a test is skipped where an installed version does not have it.
"""

import contextlib
import importlib
import io
import logging
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import torch
from exact import Definition
from inputs import Case

OPSET = 21  # The first with int16 codes and with block_size.
QUANTIZED = {torch.int8: "qint8", torch.uint8: "quint8"}


@dataclass(frozen=True)
class Library:
    """One implementation of a function of a case.

    Attributes:
        name: As the tables print it.
        needs: Module and attribute without which it cannot be asked.
        definition: What it computes, for functions that find codes.
        call: The function itself.
    """

    name: str
    needs: str
    definition: Definition
    call: Callable[[Case], torch.Tensor | None]

    def __str__(self) -> str:
        return self.name

    @property
    def missing(self) -> str | None:
        """Why it cannot be asked here, or None."""
        return why_missing(self.needs)


def why_missing(needs: str) -> str | None:
    """Return None if "module" or "module:attribute" can be had, else what is not there."""
    module, _, attribute = needs.partition(":")
    with quiet():
        try:
            found = importlib.import_module(module)
        except ImportError:
            return f"{module} is not installed"
        return None if not attribute or hasattr(found, attribute) else f"{module} has no {attribute}"


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Keep a library's deprecation notices, and what it prints about its own kernels, out of the tests' output."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()):
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)


def block_of(case: Case) -> tuple[int, ...]:
    """Return the sizes of a block of values that share a scale."""
    if case.group_size:
        return (*[1] * (case.x.dim() - 1), case.group_size)
    return tuple(1 if index == case.dim else size for index, size in enumerate(case.x.shape))


def fake_quantize(case: Case) -> torch.Tensor | None:
    """Return torch's fake-quantized values, turned back into codes; they are exact multiples of the scale."""
    if case.group_size:
        return None
    if case.dim is None:
        scale, zero_point = case.scale.reshape(()), case.zero_point.reshape(())
        values = torch.fake_quantize_per_tensor_affine(case.x.float(), scale, zero_point, *case.limits)
    else:
        scale, zero_point = case.scale.flatten(), case.zero_point.flatten()
        values = torch.fake_quantize_per_channel_affine(case.x.float(), scale, zero_point, case.dim, *case.limits)
    steps = (values.double() / case.scale.double()).round()
    assert torch.equal((steps * case.scale.double()).float(), values)
    return steps.long() + case.zero_point


def quantize_per_tensor(case: Case) -> torch.Tensor | None:
    """Return the codes of torch's own quantized tensors, one scale."""
    if case.group_size or case.dim is not None or case.dtype not in QUANTIZED:
        return None
    dtype = getattr(torch, QUANTIZED[case.dtype])
    with quiet():
        return torch.quantize_per_tensor(case.x.float(), case.scale.item(), case.zero_point.item(), dtype).int_repr()


def quantize_per_channel(case: Case) -> torch.Tensor | None:
    """Return the codes of torch's own quantized tensors, one scale per channel."""
    if case.group_size or case.dim is None or case.dtype not in QUANTIZED:
        return None
    dtype = getattr(torch, QUANTIZED[case.dtype])
    with quiet():
        scale, zero_point = case.scale.flatten(), case.zero_point.flatten()
        return torch.quantize_per_channel(case.x.float(), scale, zero_point, case.dim, dtype).int_repr()


def torchao() -> Any:
    """Return torchao's primitives."""
    with quiet():
        return importlib.import_module("torchao.quantization.quant_primitives")


def torchao_quantize(case: Case, x: torch.Tensor | None = None) -> torch.Tensor | None:
    """Return torchao's codes of the case, from x if it is given."""
    if case.x.numel() == 0 or case.x.dim() == 0:
        return None
    x = case.x.float() if x is None else x
    codes: torch.Tensor = torchao().quantize_affine(
        x, block_of(case), case.scale, case.zero_point, case.dtype, *case.limits
    )
    return codes


def torchao_dequantize(case: Case, codes: torch.Tensor) -> torch.Tensor | None:
    """Return torchao's values of codes."""
    if case.x.numel() == 0 or case.x.dim() == 0:
        return None
    values: torch.Tensor = torchao().dequantize_affine(
        codes, block_of(case), case.scale, case.zero_point, case.dtype, *case.limits
    )
    return values


def onnx_run(
    runner: str, op: str, inputs: dict[str, np.ndarray], outputs: int = 1, opset: int = OPSET, **attributes: int
) -> list[np.ndarray]:
    """Run one ONNX operator with "onnxruntime" or with "onnx", ONNX's reference evaluator."""
    onnx = importlib.import_module("onnx")
    helper = onnx.helper
    typed = [
        helper.make_tensor_value_info(name, helper.np_dtype_to_tensor_dtype(value.dtype), value.shape)
        for name, value in inputs.items()
    ]
    names = [f"y{index}" for index in range(outputs)]
    untyped = [onnx.ValueInfoProto(name=name) for name in names]
    graph = helper.make_graph([helper.make_node(op, list(inputs), names, **attributes)], "one", typed, untyped)
    return run_graph(runner, graph, inputs, opset)


def run_graph(runner: str, graph: Any, inputs: dict[str, np.ndarray], opset: int = OPSET) -> list[np.ndarray]:
    """Run a graph as it stands, without the rewriting that onnxruntime otherwise does."""
    onnx = importlib.import_module("onnx")
    imports = [onnx.helper.make_opsetid("", opset)]
    model = onnx.helper.make_model(graph, opset_imports=imports, ir_version=10 if opset <= 21 else 13)
    found: list[np.ndarray]
    if runner == "onnx":
        with np.errstate(all="ignore"):
            found = importlib.import_module("onnx.reference").ReferenceEvaluator(model).run(None, inputs)
        return found
    runtime = importlib.import_module("onnxruntime")
    found = _session(runtime, model.SerializeToString()).run(None, inputs)
    return found


@cache
def _session(runtime: Any, model: bytes) -> Any:
    options = runtime.SessionOptions()
    options.graph_optimization_level = runtime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    return runtime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def _onnx_arguments(case: Case) -> tuple[np.ndarray, np.ndarray, dict[str, int]]:
    if case.group_size:
        attributes = {"axis": case.x.dim() - 1, "block_size": case.group_size}
        scale, zero_point = case.scale.squeeze(-1), case.zero_point.squeeze(-1)
    elif case.dim is not None:
        attributes = {"axis": case.dim}
        scale, zero_point = case.scale.flatten(), case.zero_point.flatten()
    else:
        attributes = {}
        scale, zero_point = case.scale.reshape(()), case.zero_point.reshape(())
    return scale.numpy(), zero_point.to(case.dtype).numpy(), attributes


def onnx_quantize(runner: str, case: Case, x: torch.Tensor | None = None) -> torch.Tensor:
    """Return QuantizeLinear's codes of the case, from x, in whose dtype the scale is passed then, if it is given."""
    scale, zero_point, attributes = _onnx_arguments(case)
    values = (case.x.float() if x is None else x).numpy()
    inputs = {"x": values, "scale": scale.astype(values.dtype), "zero_point": zero_point}
    return torch.from_numpy(np.asarray(onnx_run(runner, "QuantizeLinear", inputs, **attributes)[0]))


def onnx_dequantize(runner: str, case: Case, codes: torch.Tensor) -> torch.Tensor:
    """Return DequantizeLinear's values of codes."""
    scale, zero_point, attributes = _onnx_arguments(case)
    inputs = {"x": codes.numpy(), "scale": scale, "zero_point": zero_point}
    return torch.from_numpy(np.asarray(onnx_run(runner, "DequantizeLinear", inputs, **attributes)[0]))


FUSED = Definition("before", "fused")
QUANTIZERS = [
    Library(
        "torch.fake_quantize_*",
        "torch:fake_quantize_per_channel_affine",
        Definition("after", "reciprocal"),
        fake_quantize,
    ),
    Library("torch.quantize_per_tensor", "torch:quantize_per_tensor", FUSED, quantize_per_tensor),
    Library(
        "torch.quantize_per_channel",
        "torch:quantize_per_channel",
        Definition("before", "reciprocal"),
        quantize_per_channel,
    ),
    Library(
        "torchao quantize_affine",
        "torchao.quantization.quant_primitives:quantize_affine",
        Definition("after", "reciprocal"),
        torchao_quantize,
    ),
    Library(
        "ONNX Runtime QuantizeLinear",
        "onnxruntime",
        Definition("after", "division"),
        lambda case: onnx_quantize("onnxruntime", case),
    ),
    Library(
        "ONNX reference QuantizeLinear",
        "onnx.reference",
        Definition("after", "division"),
        lambda case: onnx_quantize("onnx", case),
    ),
]
