"""Quantize, dequantize, find the scale, pack and unpack: linquant_ref against other libraries and against a copy.

All run in turn in one process. The limit is tensor.clone(), which reads and writes the real values once: the input, or
where codes are dequantized the float32 result, whatever dtype they were made from. Finding a scale reads only, and its
own limit, printed for channels, is torch.aminmax of the whole tensor. Wall seconds of a busy machine tell little; the
CPU seconds of one thread are printed beside them. With THP_MEM_ALLOC_ENABLE=1 torch asks
for large pages under every tensor, which halves the time of forms that make a tensor for each step, and of the copy.
"""

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from typing import Any

import numpy as np
import torch
from rich.console import Console
from rich.table import Table

import linquant_ref
from linquant_ref.speed import compiled

GROUP = 128
Work = Callable[[], Any]
Rows = Iterator[tuple[str, dict[str, Work]]]


def loop_scale(tensor: torch.Tensor) -> float:
    """Find a scale as the seeds do."""
    return tensor.abs().max().item() / 127


def loop_quantize(tensor: torch.Tensor, scale: Any, zero_point: int) -> torch.Tensor:
    """Quantize as the seeds do: a tensor for each step."""
    return torch.round(tensor / scale + zero_point).clamp(-128, 127).to(torch.int8)


def loop_channel_scales(tensor: torch.Tensor) -> torch.Tensor:
    """Find the scales of rows as the seeds do: one row after the other."""
    scales = torch.zeros(tensor.shape[0])
    for row in range(tensor.shape[0]):
        scales[row] = loop_scale(tensor.select(0, row))
    return scales.view(-1, 1)


def loop_pack(codes: torch.Tensor, bits: int) -> torch.Tensor:
    """Pack as a first lesson does: bit by bit, in tensors."""
    packed = torch.zeros(len(codes) * bits // 8, dtype=torch.uint8)
    for index in range(len(codes)):
        for bit in range(bits):
            place = index * bits + bit
            packed[place // 8] |= ((codes[index] >> bit) & 1) << (place % 8)
    return packed


def quantizing(shape: tuple[int, int], dtype: torch.dtype) -> Rows:
    """Yield the rows of one shape and dtype, each with the competitors' work."""
    tensor = torch.randn(shape).to(dtype)
    place = f"{shape[0]}x{shape[1]} {str(dtype).removeprefix('torch.')}"
    copy: dict[str, Work] = {"copy": tensor.clone}
    blocks = {"tensor": shape, "channel": (1, shape[1]), "group": (1, GROUP)}
    scales = {
        "tensor": torch.tensor([loop_scale(tensor)]),
        "channel": linquant_ref.get_q_scales(tensor, 0).view(-1, 1),
        "group": linquant_ref.linear_q_symmetric_per_group(tensor, GROUP)[1],
    }
    own: dict[str, tuple[Work, Work, Work]] = {
        "tensor": (
            lambda: linquant_ref.get_q_scale_symmetric(tensor),
            lambda: linquant_ref.linear_q_symmetric(tensor),
            lambda: linquant_ref.linear_dequantization(codes, 0.03, 0),
        ),
        "channel": (
            lambda: linquant_ref.get_q_scales(tensor, 0),
            lambda: linquant_ref.linear_q_symmetric_per_channel(tensor, 0),
            lambda: linquant_ref.linear_dequantization(codes, scales["channel"], 0),
        ),
        "group": (
            lambda: linquant_ref.linear_q_symmetric_per_group(tensor, GROUP),
            lambda: linquant_ref.linear_q_symmetric_per_group(tensor, GROUP),
            lambda: linquant_ref.linear_dequantization_per_group(codes, scales["group"], GROUP),
        ),
    }
    codes = linquant_ref.linear_q_symmetric_per_channel(tensor, 0)[0]
    result = codes.float()
    for granularity, (find, quantize, dequantize) in own.items():
        works: dict[str, dict[str, Work]] = {
            "find scale": {**copy, "ours": find, "ours, compiled": _compiled(find)},
            "quantize": {**copy, "ours": quantize, "ours, compiled": _compiled(quantize)},
            "dequantize": {"copy": result.clone, "ours": dequantize, "ours, compiled": _compiled(dequantize)},
        }
        if granularity == "group":
            # Scales of groups are found together with the codes only.
            del works["find scale"]
        scale = scales[granularity]
        if granularity == "tensor":
            works["find scale"]["seed"] = lambda: loop_scale(tensor)
            works["quantize"]["seed"] = lambda: loop_quantize(tensor, loop_scale(tensor), 0)
        if granularity == "channel":
            works["find scale"]["one read"] = lambda: torch.aminmax(tensor)
            works["find scale"]["seed"] = lambda: loop_channel_scales(tensor)
            works["quantize"]["seed"] = lambda: loop_quantize(tensor, loop_channel_scales(tensor), 0)
        if granularity != "group":
            works["dequantize"]["seed"] = lambda s=scale: s * (codes.float() - 0)
        for library in (_torchao, _fake_quantize, _numpy, _onnxruntime):
            for task, work in library(tensor, codes, scale, blocks[granularity], granularity).items():
                if task in works:
                    works[task][library.__name__.strip("_")] = work
        for task, competitors in works.items():
            yield f"{task} per {granularity} {place}", competitors


def _compiled(work: Work) -> Work:
    def run() -> Any:
        with compiled():
            return work()

    return run


def _torchao(
    tensor: torch.Tensor, codes: torch.Tensor, scale: torch.Tensor, block: tuple[int, int], granularity: str
) -> dict[str, Work]:
    try:
        from torchao.quantization import quant_primitives as ao
    except ImportError:
        return {}
    ends = torch.int8, -127, 127
    kind = ao.MappingType.SYMMETRIC
    zeros = torch.zeros_like(scale, dtype=torch.int32)

    def find() -> Any:
        return ao.choose_qparams_affine(tensor, kind, block, *ends, 1e-30, torch.float32, torch.int32)

    return {
        "find scale": find,
        "quantize": lambda: ao.quantize_affine(tensor, block, *find(), *ends),
        "dequantize": lambda: ao.dequantize_affine(codes, block, scale, zeros, *ends),
    }


def _fake_quantize(
    tensor: torch.Tensor, codes: torch.Tensor, scale: torch.Tensor, block: tuple[int, int], granularity: str
) -> dict[str, Work]:
    """Scale given; the result is dequantized."""
    if granularity == "tensor":
        return {"quantize": lambda: torch.fake_quantize_per_tensor_affine(tensor, scale.item(), 0, -127, 127)}
    if granularity == "channel" and tensor.dtype == torch.float32:
        flat, zeros = scale.flatten(), torch.zeros(len(scale), dtype=torch.int32)
        return {"quantize": lambda: torch.fake_quantize_per_channel_affine(tensor, flat, zeros, 0, -127, 127)}
    return {}


def _numpy(
    tensor: torch.Tensor, codes: torch.Tensor, scale: torch.Tensor, block: tuple[int, int], granularity: str
) -> dict[str, Work]:
    if granularity == "group" or tensor.dtype != torch.float32:
        return {}
    array, integers, steps = tensor.numpy(), codes.numpy(), scale.numpy()
    axis = None if granularity == "tensor" else 1

    def find() -> Any:
        return np.abs(array).max(axis=axis, keepdims=True) / np.float32(127)

    return {
        "find scale": find,
        "quantize": lambda: np.clip(np.round(array / find()), -127, 127).astype(np.int8),
        "dequantize": lambda: integers * steps,
    }


def _onnxruntime(
    tensor: torch.Tensor, codes: torch.Tensor, scale: torch.Tensor, block: tuple[int, int], granularity: str
) -> dict[str, Work]:
    """Scale given."""
    if tensor.dtype != torch.float32:
        return {}
    try:
        import onnxruntime
        from onnx import TensorProto, helper
    except ImportError:
        return {}
    shapes = {"tensor": [], "channel": [len(scale)], "group": list(scale.shape)}
    about: dict[str, Any] = {"tensor": {}, "channel": {"axis": 0}, "group": {"axis": 1, "block_size": GROUP}}[
        granularity
    ]
    found: dict[str, Work] = {}
    for task, operator, given in (("quantize", "QuantizeLinear", tensor), ("dequantize", "DequantizeLinear", codes)):
        kinds = {torch.float32: TensorProto.FLOAT, torch.int8: TensorProto.INT8}
        to = TensorProto.INT8 if task == "quantize" else TensorProto.FLOAT
        node = helper.make_node(operator, ["x", "s", "z"], ["y"], **about)
        inputs = [("x", kinds[given.dtype], None), ("s", TensorProto.FLOAT, None), ("z", TensorProto.INT8, None)]
        graph = helper.make_graph(
            [node],
            "one",
            [helper.make_tensor_value_info(*i) for i in inputs],
            [helper.make_tensor_value_info("y", to, None)],
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 21)], ir_version=10)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = torch.get_num_threads()
        session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
        feed = {"x": given.numpy(), "s": scale.numpy().reshape(shapes[granularity])}
        feed["z"] = np.zeros(feed["s"].shape, dtype=np.int8)
        found[task] = lambda session=session, feed=feed: session.run(None, feed)
    return found


def packing() -> Rows:
    """Yield the rows of packing; a loop gets a thousandth of the codes and its time is multiplied."""
    for bits in (2, 3, 4):
        codes = torch.randint(0, 2**bits, (4096, 4096), dtype=torch.uint8)
        packed, few = linquant_ref.pack_weights(codes, bits), codes.flatten()[:4096]
        copy = {"copy": codes.clone}
        yield (
            f"pack {bits} bits",
            {
                **copy,
                "ours": lambda c=codes, b=bits: linquant_ref.pack_weights(c, b),
                f"loop over {len(few)} codes": lambda c=few, b=bits: loop_pack(c, b),
                f"pack_with_loop, {len(few)} codes": lambda c=few, b=bits: linquant_ref.pack_with_loop(c, b),
            },
        )
        yield (
            f"unpack {bits} bits",
            {
                **copy,
                "ours": lambda p=packed, b=bits: linquant_ref.unpack_weights(p, b),
                f"code_at, {len(few)} codes": lambda p=packed[0], b=bits: [
                    linquant_ref.code_at(p, i, b) for i in range(4096)
                ],
            },
        )


def measure(competitors: dict[str, Work], rounds: int) -> dict[str, tuple[list[float], list[float]]]:
    """Return wall and CPU seconds of each competitor, measured in turn after one round that does not count."""
    seconds: dict[str, tuple[list[float], list[float]]] = {name: ([], []) for name in competitors}
    for number in range(rounds + 1):
        for name, work in competitors.items():
            wall, cpu = time.perf_counter(), time.process_time()
            work()
            taken = time.perf_counter() - wall, time.process_time() - cpu
            if number:
                seconds[name][0].append(taken[0])
                seconds[name][1].append(taken[1])
    return seconds


def import_seconds(rounds: int) -> list[float]:
    """Return how long importing linquant_ref takes in a fresh process that has imported torch."""
    program = "import torch, time; t = time.perf_counter(); import linquant_ref; print(time.perf_counter() - t)"
    run = [sys.executable, "-c", program]
    return [float(subprocess.run(run, capture_output=True, check=True, text=True).stdout) for _ in range(rounds)]


def main() -> None:
    """Print one table for each row and number of threads."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="4096x4096 in float32, one thread, 5 rounds")
    parser.add_argument("--rows", default="*", metavar="PATTERN", help="such as 'quantize per channel*'")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--no-compile", action="store_true", help="leave out the kernels of torch.compile")
    options = parser.parse_args()
    console = Console(width=120)
    for library in ("torchao", "onnxruntime", "onnx"):
        try:
            __import__(library)
        except ImportError:
            console.print(f"{library} is not installed: its rows are left out")
    rounds = 5 if options.quick else options.rounds
    places = [((4096, 4096), torch.float32)]
    if not options.quick:
        places += [((4096, 4096), torch.bfloat16), ((4096, 11008), torch.float32), ((4096, 11008), torch.bfloat16)]
    for threads in (1,) if options.quick else (1, 2):
        torch.set_num_threads(threads)
        for rows in (*(quantizing(*place) for place in places), packing()):
            for title, competitors in rows:
                if not fnmatchcase(title, options.rows):
                    continue
                if options.no_compile:
                    competitors.pop("ours, compiled", None)
                show(console, f"{title}, {threads} thread{'s'[: threads - 1]}", competitors, rounds)
    taken = sorted(1000 * seconds for seconds in import_seconds(7))
    console.print(f"import linquant_ref after torch: {taken[3]:.0f} ms, {taken[0]:.0f} .. {taken[-1]:.0f}")


def show(console: Console, title: str, competitors: dict[str, Work], rounds: int) -> None:
    """Measure one row and print it; GB/s counts the bytes that are copied: real values, or codes to be packed."""
    copied = competitors["copy"]()
    n_values, n_bytes = copied.numel(), copied.nbytes
    del copied
    seconds = measure(competitors, rounds)
    table = Table(title=title)
    for heading in ("", "median ms", "spread", "GB/s", "of copy's speed", "CPU ms", "of copy's, CPU"):
        table.add_column(heading, justify="left" if not heading else "right")
    copy = [statistics.median(times) for times in seconds["copy"]]
    for name, (wall, cpu) in seconds.items():
        # A loop that got a few codes is told per code.
        share = n_values / 4096 if "codes" in name else 1
        walls, cpus = statistics.median(wall) * share, statistics.median(cpu) * share
        table.add_row(
            name,
            f"{1000 * walls:.1f}",
            f"{1000 * share * min(wall):.1f} .. {1000 * share * max(wall):.1f}",
            f"{n_bytes / walls / 1e9:.3g}",
            f"{copy[0] / walls:.2g}",
            f"{1000 * cpus:.1f}",
            f"{copy[1] / cpus:.2g}",
        )
    console.print(table)


if __name__ == "__main__":
    main()
