"""The distribution of the values, over the grid of the codes that they are rounded to."""

import math
from typing import Any

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from linquant_ref.plotting._arguments import real_values
from linquant_ref.plotting._common import (
    QUIET_COLOUR,
    SATURATED_COLOUR,
    VALUE_COLOUR,
    AffineMap,
    Floats,
    given_or_new_axes,
    nice_numbers,
    size_in_points,
)
from linquant_ref.plotting._labels import label, with_chinese_font

# There are between half as many bars and as many.
MOST_BARS = 160
# In points; closer grid lines would cover the bars, so that the codes then get short ticks, or none.
LINES_APART, TICKS_APART = 12.0, 2.0
MOST_LABELLED_CODES = 16


@with_chinese_font
def plot_weight_distribution(
    tensor: torch.Tensor | NDArray[Any],
    scale: float | torch.Tensor,
    zero_point: int | torch.Tensor = 0,
    dtype: torch.dtype = torch.int8,
    n_bits: int | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw a histogram of the values with the grid of the codes: which values share a code, and which codes are wasted.

    A line stands at each code's real value scale * (q - zero_point), or a short tick where they are many; the axis
    above counts in codes. A value gets the code that is nearest to it. Grey areas lie beyond the lowest and the highest
    code: values there saturate, and have a colour of their own. Triangles mark the smallest and the largest value. The
    title gives how many codes occur, and which share of the values the most frequent one has.

    Either each bar spans some codes or each code spans some bars. The code range is drawn whole unless it is more than
    four times as wide as the values.

    Args:
        tensor: Real numbers of any shape, at least one element.
        scale: Real units per code, positive, one number.
        zero_point: The code of 0.0, one whole number.
        dtype: torch.int8, torch.uint8 or torch.int16.
        n_bits: How many of the dtype's bits the codes use; None means all of them.
        ax: Where to draw; without it a new figure is made.

    Returns:
        The Axes with the drawing; its x axis is in real units.

    Raises:
        TypeError: tensor does not hold real numbers, scale or zero_point is not a number, dtype is not a torch.dtype,
            n_bits is not an integer, or ax is not an Axes.
        ValueError: tensor is empty or not finite, scale is not one positive number, zero_point is not a code of n_bits
            bits, dtype is another one, or n_bits is not between 1 and its bits.
    """
    values = real_values("tensor", tensor).reshape(-1)
    affine = AffineMap.checked(scale, zero_point, dtype, n_bits)
    ax = given_or_new_axes(ax, (11, 4))
    reals, (dequantized, saturated) = values.numpy(), affine.quantize(values)
    low, high = affine.view(reals, dequantized)
    ax.set_xlim(low, high)
    _draw_bars(ax, affine, reals, saturated)
    _draw_grid(ax, affine)
    ends = [reals.min(), reals.max()]
    name = label("smallest and largest value")
    ax.plot(ends, [0, 0], ls="", marker="^", ms=8, color="black", clip_on=False, zorder=5, label=name)

    codes, counts = np.unique(np.round(dequantized / affine.scale), return_counts=True)
    used = label(
        "{used:,} of {all:,} codes occur; {share:.1%} of the values share code {code}",
        used=len(codes),
        all=affine.quant_max - affine.quant_min + 1,
        share=counts.max() / len(reals),
        code=round(codes[counts.argmax()]) + affine.zero_point,
    )
    ax.set_title(f"{affine.title}\n{used}", fontsize=11)
    ax.set_xlabel(label("real value r"))
    ax.set_ylabel(label("number of values"))
    ax.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))
    ax.set_ylim(0)
    ax.legend(loc="upper right", fontsize=9)
    return ax


def _draw_bars(ax: Axes, affine: AffineMap, reals: Floats, saturated: NDArray[np.bool_]) -> None:
    """Draw bars whose edges lie halfway between codes, so that no bar counts values of several codes in part."""
    low, high = ax.get_xlim()
    # A power of two divides the number of codes: both ends of the range are edges of bars.
    width = affine.scale * 2.0 ** math.ceil(math.log2((high - low) / affine.scale / MOST_BARS))
    start = affine.scale * (affine.quant_min - 0.5 - affine.zero_point)
    edges = start + width * np.arange(math.floor((low - start) / width), math.ceil((high - start) / width) + 1)
    for group, colour, text in (
        (~saturated, VALUE_COLOUR, label("values: {count:,}", count=int((~saturated).sum()))),
        (saturated, SATURATED_COLOUR, label("saturated values: {count:,}", count=int(saturated.sum()))),
    ):
        if group.any():
            counts, _ = np.histogram(reals[group], bins=edges)
            ax.stairs(counts, edges, fill=True, color=colour, label=text, zorder=2)


def _draw_grid(ax: Axes, affine: AffineMap) -> None:
    low, high = ax.get_xlim()
    first, last = (affine.scale * (code - affine.zero_point) for code in (affine.quant_min, affine.quant_max))
    name = label("beyond the codes {quant_min} .. {quant_max}", quant_min=affine.quant_min, quant_max=affine.quant_max)
    for start, end in ((low, first - affine.scale / 2), (last + affine.scale / 2, high)):
        if start < end:
            ax.axvspan(start, end, color="0.88", lw=0, label=name, zorder=0)
            name = "_nolegend_"
    positions = affine.scale * (affine.codes_between(low, high) - affine.zero_point)
    apart = affine.scale * size_in_points(ax)[0] / (high - low)
    if apart >= TICKS_APART:
        top = 1.0 if apart >= LINES_APART else 0.03
        ax.vlines(positions, 0, top, transform=ax.get_xaxis_transform(), lw=0.8, color=QUIET_COLOUR, zorder=3)

    def code_of(real: Floats) -> Floats:
        return real / affine.scale + affine.zero_point

    def real_of(code: Floats) -> Floats:
        return affine.scale * (code - affine.zero_point)

    # matplotlib's annotation says ArrayLike; it passes arrays.
    codes = ax.secondary_xaxis("top", functions=(code_of, real_of))  # type: ignore[arg-type]
    codes.set_ticks(_labelled_codes(affine, low, high))
    codes.set_xlabel(label("code q"))


def _labelled_codes(affine: AffineMap, low: float, high: float) -> list[int]:
    in_view: list[int] = affine.codes_between(low, high).tolist()
    if len(in_view) <= MOST_LABELLED_CODES:
        return in_view
    return [round(number) for number in nice_numbers(in_view[0], in_view[-1], MOST_LABELLED_CODES)]
