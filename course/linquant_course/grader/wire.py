"""Values that cross between trusted tests and a student's worker: a JSON tree and raw bytes, never a pickle of theirs.

What a worker sends is hostile: decode checks every kind, size and depth and raises WireError, and nothing else. Values
that are no plain data are left to the caller: encode asks `other` for a node, decode hands the node to `other`.
"""

import math
from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch

MAX_DEPTH = 32
MAX_ITEMS = 200_000
MAX_RANK = 32
# Whole numbers can be chosen so that a set or dictionary of them takes time with the square of their number.
MAX_KEYS = 10_000

Node = Any
Other = Callable[[Any], Any]

_DTYPES = {
    str(dtype).removeprefix("torch."): dtype
    for dtype in vars(torch).values()
    if isinstance(dtype, torch.dtype) and not str(dtype).startswith(("torch.q", "torch.bits", "torch.u1_"))
}
_ARRAY_KINDS = "biufc"
_TYPES = {kind.__name__: kind for kind in (bool, int, float, complex, str, list, tuple, dict)}
_ITERATORS: tuple[Any, ...] = (Iterator, type({}.keys()), type({}.values()), type({}.items()))


class WireError(Exception):
    """What came over is not a value of the agreed form."""


def encode(value: Any, other: Other, strided: bool = False) -> tuple[Node, list[bytes]]:
    """Return a JSON tree and the byte strings it points into.

    Args:
        value: Any plain data, nested at will.
        other: Called with whatever is no plain data; returns its node.
        strided: Keep the memory layout of tensors, which the receiving side has to trust.
    """
    blobs: list[bytes] = []
    return _encode(value, other, blobs, strided, MAX_DEPTH), blobs


def _encode(value: Any, other: Other, blobs: list[bytes], strided: bool, depth: int) -> Node:
    if depth == 0:
        raise WireError(f"data nested deeper than {MAX_DEPTH}")

    def inner(items: Any) -> list[Node]:
        return [_encode(item, other, blobs, strided, depth - 1) for item in items]

    def blob(data: bytes) -> int:
        blobs.append(data)
        return len(blobs) - 1

    if value is None or isinstance(value, bool):
        return value
    # Before NumPy's scalars, of which np.str_ is one.
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, np.generic):
        array = np.asarray(value)
        return {"t": "scalar", "dtype": array.dtype.str, "b": blob(array.tobytes())} if _plain(array) else other(value)
    if isinstance(value, int):
        return int(value) if abs(value) < 2**53 else {"t": "int", "v": hex(value)}
    if isinstance(value, float):
        return float(value)
    if isinstance(value, torch.Size):
        return {"t": "size", "v": list(value)}
    if isinstance(value, list):
        return inner(value)
    if isinstance(value, tuple | set | frozenset):
        kind = "tuple" if isinstance(value, tuple) else "set" if isinstance(value, set) else "frozenset"
        return {"t": kind, "v": inner(value)}
    if isinstance(value, dict):
        kind_name = "ordered" if isinstance(value, OrderedDict) else "dict"
        return {"t": kind_name, "v": [inner(pair) for pair in value.items()]}
    if isinstance(value, bytes | bytearray):
        return {"t": "bytes", "b": blob(bytes(value))}
    if isinstance(value, torch.Tensor):
        return _encode_tensor(value, blob, strided) or other(value)
    if isinstance(value, np.ndarray):
        if not _plain(value):
            return other(value)
        return {"t": "array", "dtype": value.dtype.str, "shape": list(value.shape), "b": blob(value.tobytes())}
    if isinstance(value, torch.dtype):
        return {"t": "torch.dtype", "v": str(value).removeprefix("torch.")}
    if isinstance(value, torch.device):
        return {"t": "device", "v": str(value)}
    if isinstance(value, np.dtype):
        return {"t": "np.dtype", "v": value.str} if value.kind in _ARRAY_KINDS else other(value)
    if isinstance(value, type) and issubclass(value, np.generic) and np.dtype(value).kind in _ARRAY_KINDS:
        return {"t": "np.type", "v": np.dtype(value).str}
    if isinstance(value, type) and value in _TYPES.values():
        return {"t": "type", "v": value.__name__}
    if isinstance(value, slice | range):
        return {"t": type(value).__name__, "v": inner((value.start, value.stop, value.step))}
    if isinstance(value, complex):
        return {"t": "complex", "v": [value.real, value.imag]}
    if value is Ellipsis:
        return {"t": "ellipsis"}
    if isinstance(value, torch.Generator):
        return {"t": "generator", "v": inner([value.get_state()])}
    if isinstance(value, _ITERATORS):
        return {"t": "iterator", "v": inner(item for item, _ in zip(value, range(MAX_ITEMS), strict=False))}
    return other(value)


def _plain(array: np.ndarray) -> bool:
    return array.dtype.kind in _ARRAY_KINDS


def _encode_tensor(tensor: torch.Tensor, blob: Callable[[bytes], int], strided: bool) -> Node:
    name = str(tensor.dtype).removeprefix("torch.")
    if name not in _DTYPES or tensor.layout is not torch.strided or tensor.device.type not in ("cpu", "meta"):
        return None
    node: dict[str, Any] = {"t": "tensor", "dtype": name, "shape": list(tensor.shape)}
    node["grad"], node["parameter"] = tensor.requires_grad, isinstance(tensor, torch.nn.Parameter)
    tensor = tensor.detach().as_subclass(torch.Tensor).resolve_conj().resolve_neg()
    if tensor.is_meta:
        return {**node, "meta": True}
    if strided and not tensor.is_contiguous():
        node["stride"], node["offset"] = list(tensor.stride()), tensor.storage_offset()
        flat = torch.empty(0, dtype=torch.uint8).set_(tensor.untyped_storage())
    else:
        flat = torch.empty(tensor.numel(), dtype=tensor.dtype).copy_(tensor.reshape(-1)).view(torch.uint8)
    return {**node, "b": blob(flat.numpy().tobytes())}


def no_plain_data(value: Any) -> Any:
    """Refuse a value or a node, as `other` of a side that sends and takes plain data only.

    Raises:
        TypeError: Always.
    """
    raise TypeError(f"expected plain data such as numbers and tensors, got {type(value).__name__}")


def decode(node: Node, blobs: list[bytes], other: Other, trusted: bool = False) -> Any:
    """Return the value that encode was given.

    Args:
        node: The JSON tree.
        blobs: The byte strings.
        other: Called with a node of a kind that this module does not know.
        trusted: The sender is no student: memory layouts are followed.

    Raises:
        NameError: A function that a test calls is not there; other found out.
        WireError: The tree is not one that encode makes.
    """
    try:
        return _Decoder(blobs, other, trusted).value(node, MAX_DEPTH)
    except (NameError, WireError):
        raise
    # torch and NumPy refuse impossible shapes in ways of their own.
    except Exception as error:
        raise WireError(f"malformed value: {type(error).__name__}") from error


class _Decoder:
    def __init__(self, blobs: list[bytes], other: Other, trusted: bool) -> None:
        self.blobs, self.other, self.trusted = blobs, other, trusted
        self.items = 0

    def value(self, node: Node, depth: int) -> Any:
        self.items += 1
        if depth == 0 or self.items > MAX_ITEMS:
            raise WireError("too much nested data")
        if node is None or isinstance(node, bool | int | float | str):
            return node
        if isinstance(node, list):
            return [self.value(item, depth - 1) for item in node]
        if not isinstance(node, dict) or not isinstance(node.get("t"), str):
            raise WireError("unknown form of value")
        kind = node["t"]
        if kind in ("tuple", "set", "frozenset", "slice", "range", "iterator", "dict", "ordered", "generator"):
            if not isinstance(node["v"], list):
                raise WireError(f"malformed {kind}")
            return self.container(kind, [self.value(item, depth - 1) for item in node["v"]])
        if kind in ("tensor", "array", "scalar", "bytes"):
            return self.data(kind, node)
        return self.constant(kind, node)

    def container(self, kind: str, items: list[Any]) -> Any:
        if kind == "iterator":
            return iter(items)
        if kind in ("dict", "ordered", "set", "frozenset") and len(items) > MAX_KEYS:
            raise WireError(f"more than {MAX_KEYS} keys")
        if kind == "generator":
            generator = torch.Generator()
            generator.set_state(items[0])
            return generator
        if kind in ("dict", "ordered"):
            return (OrderedDict if kind == "ordered" else dict)(items)
        if kind in ("slice", "range"):
            return slice(*items) if kind == "slice" else _short(range(*items))
        return {"tuple": tuple, "set": set, "frozenset": frozenset}[kind](items)

    def constant(self, kind: str, node: dict[str, Any]) -> Any:
        value = node.get("v")
        if kind == "int" and isinstance(value, str) and len(value) < 10_000:
            return int(value, 16)
        if kind == "torch.dtype":
            return _DTYPES[str(value)]
        if kind == "device" and value in ("cpu", "meta"):
            return torch.device(value)
        if kind == "np.dtype":
            return _array_dtype(value)
        if kind == "np.type":
            return _array_dtype(value).type
        if kind == "type":
            return _TYPES[str(value)]
        if kind == "complex":
            real, imaginary = value  # type: ignore[misc]
            return complex(real, imaginary)
        if kind == "size":
            return torch.Size(_shape(value))
        if kind == "ellipsis":
            return Ellipsis
        return self.other(node)

    def data(self, kind: str, node: dict[str, Any]) -> Any:
        if kind == "tensor":
            return self.tensor(node)
        blob = self.blobs[_index(node["b"], len(self.blobs))]
        if kind == "bytes":
            return blob
        dtype = _array_dtype(node["dtype"])
        shape = [] if kind == "scalar" else _shape(node["shape"])
        if math.prod(shape) * dtype.itemsize != len(blob):
            raise WireError(f"{len(blob)} bytes for an array of shape {shape}")
        flat = np.frombuffer(bytearray(blob), dtype=np.uint8 if dtype.kind == "b" else dtype)
        array = (flat != 0 if dtype.kind == "b" else flat).reshape(shape)
        return array[()] if kind == "scalar" else array

    def tensor(self, node: dict[str, Any]) -> torch.Tensor:
        dtype, shape = _DTYPES[str(node["dtype"])], _shape(node["shape"])
        if node.get("meta"):
            tensor = torch.empty(shape, dtype=dtype, device="meta")
        else:
            tensor = self.cpu_tensor(node, dtype, shape)
        differentiable = bool(node.get("grad")) and (dtype.is_floating_point or dtype.is_complex)
        if node.get("parameter"):
            return torch.nn.Parameter(tensor, requires_grad=differentiable)
        return tensor.requires_grad_(differentiable)

    def cpu_tensor(self, node: dict[str, Any], dtype: torch.dtype, shape: list[int]) -> torch.Tensor:
        blob = self.blobs[_index(node["b"], len(self.blobs))]
        raw = torch.frombuffer(bytearray(blob), dtype=torch.uint8) if blob else torch.empty(0, dtype=torch.uint8)
        if "stride" in node and self.trusted:
            return raw.view(dtype).as_strided(shape, node["stride"], node["offset"])
        if math.prod(shape) * dtype.itemsize != len(blob):
            raise WireError(f"{len(blob)} bytes for a tensor of shape {shape}")
        return (raw != 0 if dtype == torch.bool else raw.view(dtype)).reshape(shape)


def _short(numbers: range) -> range:
    if len(numbers) > MAX_ITEMS:
        raise WireError("a range that is too long")
    return numbers


def _index(value: Any, length: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < length:
        raise WireError("a reference to bytes that did not come")
    return value


def _shape(value: Any) -> list[int]:
    if not isinstance(value, list) or len(value) > MAX_RANK:
        raise WireError("a shape that is no list of sizes")
    return [_index(size, 2**48) for size in value]


def _array_dtype(value: Any) -> np.dtype:
    dtype = np.dtype(str(value))
    if dtype.kind not in _ARRAY_KINDS or dtype.itemsize > 16:
        raise WireError(f"dtype {str(value)[:20]!r}")
    return dtype
