"""Checks, colours and the scale of the codes that all pictures share.

The lessons draw what their students have computed. So what a picture has to compute itself, such as the code of a
value, stands in the function that draws it: no function of this package returns what a lesson asks for.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from linquant_ref._validate import ASYMMETRIC_DTYPES, code_tensor, describe, nonempty_tensor, one_of_dtypes

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Okabe and Ito's palette, which stays apart for every kind of colour vision: https://jfly.uni-koeln.de/color/
VALUE_COLOUR = "#0072B2"
SATURATED_COLOUR = "#D55E00"
ZERO_COLOUR = "#009E73"
QUIET_COLOUR = "0.45"

# Below this many steps a view would show nothing but one flat piece.
SMALLEST_VIEW = 8
# The whole code range is in view unless the values would shrink to less than this share of the picture.
SMALLEST_SHARE = 0.25


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


@dataclass(frozen=True)
class AffineMap:
    """The map r = scale * (q - zero_point) between real values and the codes of a dtype."""

    scale: float
    zero_point: int
    dtype: torch.dtype

    @classmethod
    def checked(cls, scale: Any, zero_point: Any, dtype: Any) -> "AffineMap":
        """Return the map of a user's arguments.

        Raises:
            TypeError: scale or zero_point is not a number, or dtype is not a torch.dtype.
            ValueError: scale is not positive in float32, zero_point is not a code of dtype, or dtype is another one.
        """
        one_of_dtypes(*ASYMMETRIC_DTYPES)("dtype", dtype, {})
        checked_scale, checked_zero = one_number("scale", scale), one_number("zero_point", zero_point)
        if not 0 < torch.tensor(checked_scale, dtype=torch.float32) < math.inf:
            raise ValueError(f"scale must be positive and finite in float32, got {checked_scale!r}")
        quant_min, quant_max = torch.iinfo(dtype).min, torch.iinfo(dtype).max
        if checked_zero != round(checked_zero) or not quant_min <= checked_zero <= quant_max:
            raise ValueError(
                f"zero_point must be a whole number in [{quant_min}, {quant_max}] for {dtype}, got {checked_zero!r}"
            )
        return cls(checked_scale, round(checked_zero), dtype)

    @property
    def quant_min(self) -> int:
        """The lowest code."""
        return torch.iinfo(self.dtype).min

    @property
    def quant_max(self) -> int:
        """The highest code."""
        return torch.iinfo(self.dtype).max

    @property
    def dtype_name(self) -> str:
        """The dtype without 'torch.'."""
        return short_name(self.dtype)

    def codes_between(self, low: float, high: float) -> Ints:
        """Return the codes whose real values lie in [low, high], in order."""
        first = max(self.quant_min, math.ceil(max(low / self.scale, -(2.0**40)) + self.zero_point))
        last = min(self.quant_max, math.floor(min(high / self.scale, 2.0**40) + self.zero_point))
        return np.arange(first, last + 1)

    def view(self, values: Floats, dequantized: Floats) -> tuple[float, float]:
        """Return the real interval to draw: the values, what their codes stand for, 0, and the code range if it fits.

        A code range more than 1 / SMALLEST_SHARE times as wide as the values is cut off.
        """
        shown = np.concatenate([values, dequantized, [0.0]])
        ends = [self.scale * (end - self.zero_point) for end in (self.quant_min, self.quant_max)]
        if np.ptp(shown) >= SMALLEST_SHARE * np.ptp(ends):
            shown = np.concatenate([shown, ends])
        low, high = float(shown.min()), float(shown.max())
        missing = max(SMALLEST_VIEW * self.scale - (high - low), 0.0)
        margin = 0.05 * (high - low + missing) + missing / 2
        return low - margin, high + margin


def short_name(dtype: torch.dtype) -> str:
    """Return a dtype's name without 'torch.'."""
    return str(dtype).removeprefix("torch.")


def nice_numbers(low: float, high: float, count: int) -> Iterator[float]:
    """Yield the multiples of 1, 2 or 5 times a power of ten in [low, high], at most about count of them."""
    rough = (high - low) / count
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)
    for multiple in range(math.ceil(low / step), math.floor(high / step) + 1):
        yield multiple * step
