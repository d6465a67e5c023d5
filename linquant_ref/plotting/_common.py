"""Colours and the scale of the codes that all pictures share.

The lessons draw what their students have computed. So what a picture has to compute itself, such as the code of a
value, stands in the function that draws it: no function of this package returns what a lesson asks for.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import torch
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from linquant_ref.plotting._arguments import bits_of, check_axes, code_limits, one_number
from linquant_ref.plotting._labels import label

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Okabe and Ito's palette, which stays apart for every kind of colour vision: https://jfly.uni-koeln.de/color/
VALUE_COLOUR = "#0072B2"
SATURATED_COLOUR = "#D55E00"
ZERO_COLOUR = "#009E73"
QUIET_COLOUR = "0.45"
# For series: the first three are told apart best, also in print; the palette's yellow is too pale for lines.
SERIES_COLOURS = (SATURATED_COLOUR, VALUE_COLOUR, ZERO_COLOUR, "#CC79A7", "#E69F00", "#56B4E9", "black")

# Below this many steps, if there are so many, a view would show nothing but one flat piece.
SMALLEST_VIEW = 8
# The whole code range is in view unless the values would shrink to less than this share of the picture.
SMALLEST_SHARE = 0.25


def given_or_new_axes(ax: Any, size: tuple[float, float]) -> Axes:
    """Return ax, or without it the Axes of a new figure of this size in inches.

    Raises:
        TypeError: ax is something else.
    """
    if ax is None:
        return plt.subplots(figsize=size, layout="constrained")[1]
    check_axes("ax", ax)
    return cast(Axes, ax)


@dataclass(frozen=True)
class AffineMap:
    """The map r = scale * (q - zero_point) between real values and the codes that some bits of a dtype can hold."""

    scale: float
    zero_point: int
    dtype: torch.dtype
    bits: int

    @classmethod
    def checked(cls, scale: Any, zero_point: Any, dtype: Any, n_bits: Any) -> "AffineMap":
        """Return the map of a user's arguments.

        Raises:
            TypeError: scale or zero_point is not a number, dtype is not a torch.dtype, or n_bits is not an integer.
            ValueError: scale is not positive in float32, zero_point is not a code, dtype is another one, or n_bits is
                not between 1 and its bits.
        """
        bits = bits_of(dtype, n_bits)
        checked_scale, checked_zero = one_number("scale", scale), one_number("zero_point", zero_point)
        if not 0 < torch.tensor(checked_scale, dtype=torch.float32) < math.inf:
            raise ValueError(f"scale must be positive and finite in float32, got {checked_scale!r}")
        quant_min, quant_max = code_limits(dtype, bits)
        if checked_zero != round(checked_zero) or not quant_min <= checked_zero <= quant_max:
            raise ValueError(
                f"zero_point must be a whole number in [{quant_min}, {quant_max}] for {bits} bits of {dtype}, "
                f"got {checked_zero!r}"
            )
        return cls(checked_scale, round(checked_zero), dtype, bits)

    @property
    def quant_min(self) -> int:
        """The lowest code."""
        return code_limits(self.dtype, self.bits)[0]

    @property
    def quant_max(self) -> int:
        """The highest code."""
        return code_limits(self.dtype, self.bits)[1]

    @property
    def title(self) -> str:
        """The kind of codes, the scale and the zero point, in the reader's words."""
        codes = short_name(self.dtype)
        if self.bits != torch.iinfo(self.dtype).bits:
            codes = label("{bits} bits ({dtype})", bits=self.bits, dtype=codes)
        return label(
            "{codes}, scale {scale:.5g}, zero point {zero_point}",
            codes=codes,
            scale=self.scale,
            zero_point=self.zero_point,
        )

    def quantize(self, values: torch.Tensor) -> tuple[Floats, NDArray[np.bool_]]:
        """Return what float64 values become, as real numbers, and which of them the clamp changed."""
        codes = torch.round(values.float() / self.scale + self.zero_point)
        clamped = codes.clamp(self.quant_min, self.quant_max)
        return self.scale * (clamped.double().numpy() - self.zero_point), (codes != clamped).numpy()

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
        steps = min(SMALLEST_VIEW, self.quant_max - self.quant_min + 1)
        missing = max(steps * self.scale - (high - low), 0.0)
        margin = 0.05 * (high - low + missing) + missing / 2
        return low - margin, high + margin


def size_in_points(ax: Axes) -> tuple[float, float]:
    """Return the width and height of the area that an Axes draws in."""
    box = ax.get_window_extent()
    dpi = cast(Figure, ax.get_figure()).dpi
    return 72 * box.width / dpi, 72 * box.height / dpi


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
