"""Argument checks for the public functions.

A lesson's answer is the body of a function, so the checks stand in a decorator: the body stays the formula.
A check is called with the argument's name, its value and all arguments of the call, and raises or returns None.

Public functions call each other with the same tensor, and to read a large one takes as long as the formula: within one
outermost call a tensor is searched for NaN and infinity once.
"""

import functools
import inspect
import math
import threading
import weakref
from collections.abc import Callable, Mapping
from numbers import Integral, Real
from typing import Any, ParamSpec, TypeVar

import numpy as np
import torch

P = ParamSpec("P")
R = TypeVar("R")
Arguments = Mapping[str, Any]
Check = Callable[[str, Any, Arguments], None]

ASYMMETRIC_DTYPES = (torch.int8, torch.uint8, torch.int16)
SYMMETRIC_DTYPES = (torch.int8, torch.int16)


class _Scans(threading.local):
    """The extremes of the tensors that this thread's outermost call has read, each with the version it has seen."""

    def __init__(self) -> None:
        self._depth = 0
        self._known: dict[int, tuple[weakref.ref[torch.Tensor], int, torch.Tensor]] = {}

    def __enter__(self) -> None:
        self._depth += 1

    def __exit__(self, *_: object) -> None:
        self._depth -= 1
        if self._depth == 0:
            self._known.clear()

    def find(self, tensor: torch.Tensor) -> torch.Tensor | None:
        reference, version, found = self._known.get(id(tensor), (None, 0, None))
        return found if reference is not None and reference() is tensor and tensor._version == version else None

    def add(self, tensor: torch.Tensor, found: torch.Tensor) -> None:
        if self._depth and not tensor.is_inference():
            self._known[id(tensor)] = weakref.ref(tensor), tensor._version, found


_scans = _Scans()


def extremes(tensor: torch.Tensor) -> torch.Tensor:
    """Return the smallest and the largest value of a tensor with elements, shape [2]; both are NaN if one value is.

    The outermost call that a thread is in remembers them until it returns.
    """
    found = _scans.find(tensor)
    if found is None:
        found = torch.stack(torch.aminmax(tensor.detach()))
        _scans.add(tensor, found)
    return found


def validated(**checks: Check) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Run the check of each named argument before every call of the decorated function."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        signature = inspect.signature(function)

        @functools.wraps(function)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
            # A check looks at values, and a compiled function has none while torch.compile traces it.
            if torch.compiler.is_compiling():
                return function(*args, **kwargs)
            bound = signature.bind(*args, **kwargs)
            bound.apply_defaults()
            with _scans:
                for name, check in checks.items():
                    check(name, bound.arguments[name], bound.arguments)
                return function(*args, **kwargs)

        return wrapper

    return decorate


def describe(value: object) -> str:
    """Return a short text that names a value in an error message."""
    if isinstance(value, torch.Tensor):
        return f"a tensor of dtype {value.dtype} and shape {tuple(value.shape)}"
    if isinstance(value, np.ndarray):
        return f"an array of dtype {value.dtype} and shape {value.shape}"
    return f"{value!r} ({type(value).__name__})"


def unread_real_tensor(name: str, value: Any, arguments: Arguments) -> None:
    """Accept a dense floating-point tensor of 16 bits or more per value, without a look at its values."""
    if not isinstance(value, torch.Tensor) or not value.is_floating_point():
        hint = "; call .float() first if these are real values" if isinstance(value, torch.Tensor) else ""
        raise TypeError(f"{name} must be a floating-point torch.Tensor, got {describe(value)}{hint}")
    if value.dtype.itemsize == 1:
        raise TypeError(f"{name} must have 16 bits or more per value, got {describe(value)}; call .float() first")
    if value.is_meta or value.layout != torch.strided:
        raise ValueError(f"{name} must be dense and have values, got layout {value.layout} on device {value.device}")


def real_tensor(name: str, value: Any, arguments: Arguments) -> None:
    """Accept what unread_real_tensor accepts if its values are finite as float32; it may be empty."""
    unread_real_tensor(name, value, arguments)
    if value.numel() == 0:
        return
    # One reduction instead of isfinite over every element: NaN and infinity both reach an extreme.
    ends = extremes(value).float()
    if not ends.isfinite().all():
        raise ValueError(f"{name} must be finite in float32, its extremes are {ends.tolist()}")


def nonempty_tensor(name: str, value: Any, arguments: Arguments) -> None:
    """Accept what real_tensor accepts if it has at least one element."""
    real_tensor(name, value, arguments)
    if value.numel() == 0:
        raise ValueError(f"{name} must have at least one element, got shape {tuple(value.shape)}")


def code_tensor(name: str, value: Any, arguments: Arguments) -> None:
    """Accept a tensor of integer codes of any integer dtype."""
    if not isinstance(value, torch.Tensor) or value.is_floating_point() or value.is_complex():
        raise TypeError(f"{name} must be a torch.Tensor of integer codes, got {describe(value)}")
    if value.dtype == torch.bool:
        raise TypeError(f"{name} must be a torch.Tensor of integer codes, got {describe(value)}")


def finite_number(name: str, value: Any, arguments: Arguments) -> None:
    """Accept a finite Python or NumPy number."""
    if isinstance(value, bool) or not isinstance(value, Real):
        raise TypeError(f"{name} must be a number, got {describe(value)}")
    if not math.isfinite(value):
        raise ValueError(f"{name} must be finite, got {value!r}")


def positive_number(name: str, value: Any, arguments: Arguments) -> None:
    """Accept a positive finite Python or NumPy number."""
    finite_number(name, value, arguments)
    if value <= 0:
        raise ValueError(f"{name} must be positive, got {value!r}")


def positive_scalar(name: str, value: Any, arguments: Arguments) -> None:
    """Accept what positive_number accepts, or a tensor that holds one such number."""
    if isinstance(value, torch.Tensor) and value.numel() == 1:
        value = value.item()
    positive_number(name, value, arguments)


def torch_module(name: str, value: Any, arguments: Arguments) -> None:
    """Accept a layer or a model."""
    if not isinstance(value, torch.nn.Module):
        raise TypeError(f"{name} must be a torch.nn.Module, got {describe(value)}")


def scale_for(tensor_name: str) -> Check:
    """Accept a positive number, or a positive tensor that broadcasts to the shape of the named argument."""

    def check(name: str, value: Any, arguments: Arguments) -> None:
        if not isinstance(value, torch.Tensor):
            positive_number(name, value, arguments)
            if torch.tensor(float(value)) in (0, math.inf):
                raise ValueError(f"{name} must be a float32 between 1.4e-45 and 3.4e38, got {value!r}")
            return
        if not value.is_floating_point():
            raise TypeError(f"{name} must be a number or a floating-point tensor, got {describe(value)}")
        if not (value.isfinite().all() and (value > 0).all()):
            raise ValueError(f"{name} must be positive and finite, got {value.tolist()}")
        _broadcasts(name, value, tensor_name, arguments[tensor_name])

    return check


def zero_point_for(tensor_name: str, dtype_name: str | None = None) -> Check:
    """Accept an integer, or a broadcastable integer tensor, that is a code of the dtype.

    The dtype is the named argument's value, or without a name the dtype of the tensor argument.
    """

    def check(name: str, value: Any, arguments: Arguments) -> None:
        tensor = arguments[tensor_name]
        if isinstance(value, torch.Tensor):
            code_tensor(name, value, arguments)
            _broadcasts(name, value, tensor_name, tensor)
        elif isinstance(value, bool) or not isinstance(value, Integral):
            raise TypeError(f"{name} must be an integer, got {describe(value)}; round it first")
        dtype = arguments[dtype_name] if dtype_name else tensor.dtype
        quant_min, quant_max = torch.iinfo(dtype).min, torch.iinfo(dtype).max
        # As Python integers: the limits of uint64 do not fit in an int64 tensor.
        codes = value.flatten().tolist() if isinstance(value, torch.Tensor) else [int(value)]
        if codes and not quant_min <= min(codes) <= max(codes) <= quant_max:
            raise ValueError(f"{name} must lie in [{quant_min}, {quant_max}] for {dtype}, got {value}")

    return check


def _broadcasts(name: str, value: torch.Tensor, tensor_name: str, tensor: torch.Tensor) -> None:
    try:
        fits = value.expand(tensor.shape).shape == tensor.shape
    except RuntimeError:
        fits = False
    if not fits:
        raise ValueError(
            f"{name} of shape {tuple(value.shape)} does not broadcast to {tensor_name} of shape {tuple(tensor.shape)}"
        )


def one_of_dtypes(*allowed: torch.dtype) -> Check:
    """Accept one of the given integer dtypes."""

    def check(name: str, value: Any, arguments: Arguments) -> None:
        if not isinstance(value, torch.dtype):
            raise TypeError(f"{name} must be a torch.dtype, got {describe(value)}")
        if value not in allowed:
            raise ValueError(f"{name} must be one of {', '.join(map(str, allowed))}, got {value}")

    return check


def dim_of(tensor_name: str) -> Check:
    """Accept an index of a dimension of the named tensor argument; negative ones count from the end."""

    def check(name: str, value: Any, arguments: Arguments) -> None:
        if isinstance(value, bool) or not isinstance(value, Integral):
            raise TypeError(f"{name} must be an integer, got {describe(value)}")
        rank = arguments[tensor_name].dim()
        if not -rank <= value < rank:
            raise ValueError(f"{name} must lie in [{-rank}, {rank - 1}] for a tensor of rank {rank}, got {value}")

    return check


def real_array(name: str, value: Any, arguments: Arguments) -> None:
    """Accept a NumPy array of finite real numbers with at least one element."""
    if not isinstance(value, np.ndarray) or value.dtype.kind not in "fiu":
        raise TypeError(f"{name} must be a numpy.ndarray of real numbers, got {describe(value)}")
    if value.ndim == 0:
        raise ValueError(f"{name} must have rank 1 or more: NumPy makes scalars of results of rank 0")
    if value.size == 0:
        raise ValueError(f"{name} must have at least one element, got shape {value.shape}")
    smallest, largest = float(value.min()), float(value.max())
    if not math.isfinite(largest - smallest):
        raise ValueError(f"{name} must have a finite range in float64, its extremes are {smallest} and {largest}")


def integer_array(name: str, value: Any, arguments: Arguments) -> None:
    """Accept a NumPy array of integer codes."""
    if not isinstance(value, np.ndarray) or value.dtype.kind not in "iu":
        raise TypeError(f"{name} must be a numpy.ndarray of integer codes, got {describe(value)}")


def integer_between(low: int, high: int) -> Check:
    """Accept an integer in [low, high]."""

    def check(name: str, value: Any, arguments: Arguments) -> None:
        if isinstance(value, bool) or not isinstance(value, Integral):
            raise TypeError(f"{name} must be an integer, got {describe(value)}")
        if not low <= int(value) <= high:
            raise ValueError(f"{name} must lie in [{low}, {high}], got {value}")

    return check


def integral_number(name: str, value: Any, arguments: Arguments) -> None:
    """Accept a number without a fraction, such as 57 or 57.0."""
    finite_number(name, value, arguments)
    if value != round(value):
        raise ValueError(f"{name} must be a whole number, got {value!r}")
