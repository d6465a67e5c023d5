"""Checks of what the pictures are given; each raises an error that names the bad value."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from linquant_ref._validate import (
    ASYMMETRIC_DTYPES,
    code_tensor,
    describe,
    integer_between,
    nonempty_tensor,
    one_of_dtypes,
)


def real_values(name: str, values: Any) -> torch.Tensor:
    """Return a tensor or an array of real numbers as a float64 tensor on the CPU that needs no gradient.

    Raises:
        TypeError: values is neither a floating-point tensor nor an array of real numbers.
        ValueError: values is empty, or not finite in float32.
    """
    if isinstance(values, np.ndarray):
        if values.dtype.kind not in "fiu":
            raise TypeError(f"{name} must be an array of real numbers, got {describe(values)}")
        values = torch.from_numpy(np.array(values, dtype=np.float64))
    nonempty_tensor(name, values, {})
    tensor: torch.Tensor = values.detach().to("cpu", torch.float64)
    return tensor


def integer_codes(name: str, values: Any) -> torch.Tensor:
    """Return a tensor or an array of integer codes as an int64 tensor on the CPU.

    Raises:
        TypeError: values is not a tensor or an array of integers.
    """
    if isinstance(values, np.ndarray):
        if values.dtype.kind not in "iu":
            raise TypeError(f"{name} must be an array of integer codes, got {describe(values)}")
        values = torch.from_numpy(np.array(values, dtype=np.int64))
    code_tensor(name, values, {})
    tensor: torch.Tensor = values.detach().to("cpu", torch.int64)
    return tensor


def one_number(name: str, value: Any) -> float:
    """Return a number, or a tensor or an array that holds one, as a float.

    Raises:
        TypeError: value is not a number.
        ValueError: value holds several numbers, or is not finite.
    """
    if isinstance(value, torch.Tensor | np.ndarray):
        if math.prod(value.shape) != 1:
            raise ValueError(f"{name} must be one number, got {describe(value)}; plot one channel at a time")
        value = value.item()
    if isinstance(value, bool) or not isinstance(value, int | float | np.integer | np.floating):
        raise TypeError(f"{name} must be a number, got {describe(value)}")
    if not math.isfinite(value):
        raise ValueError(f"{name} must be finite, got {value!r}")
    return float(value)


def error_series(name: str, errors: Any, most: int) -> dict[str, dict[Any, float]]:
    """Return a mapping from labels to mappings from anything to errors, with every error as a float.

    Raises:
        TypeError: errors or one of its values is not a mapping, a label is not text, or an error is not a number.
        ValueError: errors or one of its values is empty, there are more than most series, or an error is negative
            or not finite.
    """
    if not isinstance(errors, Mapping):
        raise TypeError(f"{name} must be a mapping, got {describe(errors)}")
    if not 1 <= len(errors) <= most:
        raise ValueError(f"{name} must hold 1 to {most} series, got {len(errors)}")
    checked: dict[str, dict[Any, float]] = {}
    for key, series in errors.items():
        if not isinstance(key, str):
            raise TypeError(f"the labels of {name} must be text, got {describe(key)}")
        if not isinstance(series, Mapping):
            raise TypeError(f"{name}[{key!r}] must be a mapping, got {describe(series)}")
        if not series:
            raise ValueError(f"{name}[{key!r}] must not be empty")
        checked[key] = {place: one_number(f"{name}[{key!r}][{place!r}]", error) for place, error in series.items()}
        for place, error in checked[key].items():
            if error < 0:
                raise ValueError(f"{name}[{key!r}][{place!r}] must not be negative, got {error!r}")
    return checked


def check_axes(name: str, ax: Any) -> None:
    """Accept an Axes.

    Raises:
        TypeError: It is something else.
    """
    if not isinstance(ax, Axes):
        raise TypeError(f"{name} must be a matplotlib Axes, got {type(ax).__name__}")


def given_axes(axes: Sequence[Axes] | NDArray[Any], count: int) -> tuple[Figure, NDArray[Any]]:
    """Return the figure of some Axes, and these as an array of one dimension.

    Raises:
        TypeError: axes holds something else.
        ValueError: axes does not hold count of them.
    """
    array = np.asarray(axes, dtype=object).reshape(-1)
    if len(array) != count:
        raise ValueError(f"axes must hold {count} Axes, got {len(array)}")
    for ax in array:
        if not isinstance(ax, Axes):
            raise TypeError(f"axes must hold matplotlib Axes, got {type(ax).__name__}")
    figure: Any = array[0].figure
    while not isinstance(figure, Figure):
        figure = figure.figure
    return figure, array


def bits_of(dtype: Any, n_bits: Any) -> int:
    """Return how many bits of a dtype the codes use; None means all of them.

    Raises:
        TypeError: dtype is not a torch.dtype, or n_bits is not an integer.
        ValueError: dtype is not one for codes, or n_bits is not between 1 and its bits.
    """
    one_of_dtypes(*ASYMMETRIC_DTYPES)("dtype", dtype, {})
    dtype_bits = torch.iinfo(dtype).bits
    if n_bits is None:
        return dtype_bits
    integer_between(1, dtype_bits)("n_bits", n_bits, {})
    return int(n_bits)


def code_limits(dtype: torch.dtype, bits: int) -> tuple[int, int]:
    """Return the lowest and the highest code of some bits, signed or unsigned as the dtype is."""
    if torch.iinfo(dtype).min == 0:
        return 0, 2**bits - 1
    return -(2 ** (bits - 1)), 2 ** (bits - 1) - 1
