"""What a heatmap shows of a tensor: two dimensions, blocks of a large one, the numbers of a small one."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from linquant_ref.plotting._common import Floats

LARGEST_SHOWN = 256


def map_shape(shape: tuple[int, ...]) -> tuple[int, int]:
    """Return the rows and columns of a map: [A, B, C] -> (A, B * C); a vector is one row."""
    if len(shape) < 2:
        return 1, math.prod(shape)
    return shape[0], math.prod(shape[1:])


def _block_starts(size: int) -> NDArray[np.int64]:
    blocks = min(size, LARGEST_SHOWN)
    return np.arange(blocks) * size // blocks


def block_means(values: Floats) -> Floats:
    """Return the means of the blocks that each pixel stands for, at most LARGEST_SHOWN a side."""
    for axis in (0, 1):
        starts = _block_starts(values.shape[axis])
        counts = np.diff(starts, append=values.shape[axis])
        values = np.add.reduceat(values, starts, axis=axis) / np.expand_dims(counts, 1 - axis)
    return values


def block_maxima(values: Floats) -> Floats:
    """Return the largest values of the blocks that each pixel stands for."""
    for axis in (0, 1):
        values = np.maximum.reduceat(values, _block_starts(values.shape[axis]), axis=axis)
    return values


def common_exponent(values: Floats) -> int:
    """Return 0, or for numbers too small or too large to write out the power of ten of the largest."""
    largest = float(np.abs(values).max())
    exponent = math.floor(math.log10(largest)) if largest > 0 else 0
    return 0 if -2 <= exponent <= 4 else exponent


def texts(values: Floats, digits: int) -> NDArray[Any]:
    """Return the values with the same number of decimals, so that the largest shows the given number of digits."""
    largest = float(np.abs(values).max())
    exponent = math.floor(math.log10(largest)) if largest > 0 else 0
    decimals = max(digits - 1 - exponent, 0)
    # Adding 0.0 turns a negative zero, which would be written as -0.0, into a positive one.
    return np.array([[f"{value:.{decimals}f}" for value in row] for row in values.round(decimals) + 0.0], dtype=object)


def readable_on(colour: tuple[float, ...]) -> str:
    """Return black or white, whichever has the higher contrast ratio of WCAG 2.2 against an sRGB colour."""
    linear = [channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in colour[:3]]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "black" if (luminance + 0.05) ** 2 > 1.05 * 0.05 else "white"
