"""The number line: where each real value falls among the codes."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import torch
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from numpy.typing import NDArray

from linquant_ref.plotting._arguments import check_axes, real_values
from linquant_ref.plotting._common import (
    QUIET_COLOUR,
    SATURATED_COLOUR,
    VALUE_COLOUR,
    ZERO_COLOUR,
    AffineMap,
    Floats,
    Ints,
    nice_numbers,
    short_name,
    size_in_points,
)
from linquant_ref.plotting._labels import label, with_chinese_font
from linquant_ref.plotting._places import FONT_SIZE, Label, fill_gaps, side_by_side

REAL_LINE, CODE_LINE = 1.0, 0.0
MOST_LINES = 400
MOST_LABELS = 20
MOST_LABELLED_CODES = 16
CODE_TICKS_APART = 2.0


@with_chinese_font
def plot_number_line(
    tensor: torch.Tensor | NDArray[Any],
    scale: float | torch.Tensor,
    zero_point: int | torch.Tensor = 0,
    dtype: torch.dtype = torch.int8,
    ax: Axes | None = None,
    n_bits: int | None = None,
) -> Axes:
    """Draw the real line above the line of codes, and a line from each value to the code it gets.

    Code q stands below its real value scale * (q - zero_point), so a value inside the range falls almost straight down,
    by at most half a step to the side. A saturated value, one that the clamp changed, slides to the end of the range;
    it has a colour of its own. A green line marks 0.0 and the zero point.

    At most 20 different values are labelled with their value and code, as long as the labels do not overlap; otherwise
    both lines get round numbers. Of more than 400 values 400 are drawn, evenly spaced by rank, and the title says so.
    All codes in view are labelled if there are at most 16. The code range is drawn whole unless it is more than four
    times as wide as the values; arrows then show that it goes on.

    Args:
        tensor: Real numbers of any shape, at least one element.
        scale: Real units per code, positive, one number.
        zero_point: The code of 0.0, one whole number.
        dtype: torch.int8, torch.uint8 or torch.int16.
        ax: Where to draw; without it a new figure is made.
        n_bits: How many of the dtype's bits the codes use; None means all of them.

    Returns:
        The Axes with the drawing; its x axis is in real units.

    Raises:
        TypeError: tensor does not hold real numbers, scale or zero_point is not a number, dtype is not a torch.dtype,
            ax is not an Axes, or n_bits is not an integer.
        ValueError: tensor is empty or not finite, scale is not one positive number, zero_point is not a code of n_bits
            bits, dtype is another one, or n_bits is not between 1 and its bits.
    """
    values = real_values("tensor", tensor).reshape(-1).sort().values
    affine = AffineMap.checked(scale, zero_point, dtype, n_bits)
    if ax is not None:
        check_axes("ax", ax)
    count = len(values)
    rounded = torch.round(values.float() / affine.scale + affine.zero_point)
    clamped = rounded.clamp(affine.quant_min, affine.quant_max)
    all_saturated = int((rounded != clamped).sum())
    drawn = _spread_positions(count)
    reals, codes = values[drawn].numpy(), clamped[drawn].numpy().astype(np.int64)
    saturated = (rounded != clamped)[drawn].numpy()
    landings = affine.scale * (codes.astype(np.float64) - affine.zero_point)
    if ax is None:
        fig, ax = plt.subplots(figsize=(11, 3))
        # Fixed margins instead of a layout engine: the labels are placed by the width of the axes.
        fig.subplots_adjust(left=0.1, right=0.98, bottom=0.12, top=0.88)

    low, high = affine.view(reals, landings)
    ax.set_xlim(low, high)
    _draw_lines(ax, affine, low, high)
    inside = label("value and its code ({count:,} of {total:,})", count=count - all_saturated, total=count)
    outside = label("saturated: outside the range ({count:,} of {total:,})", count=all_saturated, total=count)
    for chosen, colour, name in ((~saturated, VALUE_COLOUR, inside), (saturated, SATURATED_COLOUR, outside)):
        if chosen.any():
            _draw_falls(ax, reals[chosen], landings[chosen], colour, name)
    ax.plot(
        [0, 0],
        [REAL_LINE, CODE_LINE],
        lw=6,
        alpha=0.35,
        solid_capstyle="butt",
        color=ZERO_COLOUR,
        zorder=1,
        label=label("zero point: code {zero_point} is exactly 0.0", zero_point=affine.zero_point),
    )
    ax.plot([0], [CODE_LINE], marker="D", ms=9, color=ZERO_COLOUR, zorder=4)
    _write_labels(ax, affine, reals, codes, saturated)

    title = affine.title
    if len(reals) < count:
        title += label("; {drawn:,} of {total:,} values drawn", drawn=len(reals), total=count)
    ax.set_title(title, fontsize=11)
    code_range = f"{affine.quant_min} .. {affine.quant_max}"
    names = [label("real values"), label("{dtype} codes", dtype=short_name(dtype)) + f"\n{code_range}"]
    ax.set_yticks([REAL_LINE, CODE_LINE], names)
    ax.tick_params(axis="y", length=0, pad=10)
    ax.set_xticks([])
    ax.spines[:].set_visible(False)
    # A row of three needs the width of a notebook; in small axes it would make a layout engine shrink them further.
    columns = 3 if size_in_points(ax)[0] > 500 else 1
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, 0.0), ncols=columns, frameon=False, fontsize=FONT_SIZE)
    return ax


def _spread_positions(count: int) -> torch.Tensor:
    drawn = min(count, MOST_LINES)
    return torch.linspace(0, count - 1, drawn, dtype=torch.float64).round().long()


def _draw_lines(ax: Axes, affine: AffineMap, low: float, high: float) -> None:
    """Draw both lines, a tick for every code that can be told apart, and arrows where the code range goes on."""
    ax.hlines(REAL_LINE, low, high, color="black", lw=1)
    ends = [affine.scale * (end - affine.zero_point) for end in (affine.quant_min, affine.quant_max)]
    left, right = max(ends[0], low), min(ends[1], high)
    ax.hlines(CODE_LINE, left, right, color="black", lw=1)
    for end, shown, marker in ((ends[0], left, "<"), (ends[1], right, ">")):
        if shown == end:
            ax.plot([shown], [CODE_LINE], marker="|", ms=18, mew=2, color="black")
        else:
            ax.plot([shown], [CODE_LINE], marker=marker, ms=8, color="black", clip_on=False)
    in_view = affine.codes_between(low, high)
    if affine.scale * size_in_points(ax)[0] / (high - low) >= CODE_TICKS_APART:
        positions = affine.scale * (in_view - affine.zero_point)
        ax.plot(positions, np.zeros(len(positions)), ls="", marker="|", ms=5, mew=0.4, color=QUIET_COLOUR)


def _draw_falls(ax: Axes, reals: Floats, landings: Floats, colour: str, name: str) -> None:
    crowded = len(reals) > 60
    segments = [[(real, REAL_LINE), (landing, CODE_LINE)] for real, landing in zip(reals, landings, strict=True)]
    ax.add_collection(
        LineCollection(segments, colors=colour, lw=0.7 if crowded else 1.4, alpha=0.5 if crowded else 0.9, label=name),
        autolim=False,
    )
    ax.plot(reals, np.full(len(reals), REAL_LINE), ls="", marker="o", ms=4 if crowded else 6, color=colour)
    ax.plot(landings, np.full(len(reals), CODE_LINE), ls="", marker="o", ms=3 if crowded else 4, color=colour, zorder=5)


def _write_labels(ax: Axes, affine: AffineMap, reals: Floats, codes: Ints, saturated: NDArray[np.bool_]) -> None:
    low, high = ax.get_xlim()
    width, height = size_in_points(ax)
    points_per_unit = width / (high - low)

    def code_labels(chosen: Iterable[int]) -> list[Label]:
        return [
            Label(affine.scale * (code - affine.zero_point), str(code), _code_colour(code, affine, codes, saturated))
            for code in chosen
        ]

    in_view = [int(code) for code in affine.codes_between(low, high)]
    always = {
        code for code in (affine.quant_min, affine.zero_point, affine.quant_max) if in_view[0] <= code <= in_view[-1]
    }
    # Adding 0.0 turns a negative zero into a positive one.
    texts = {f"{real + 0.0:.4g}": (float(real), bool(over)) for real, over in zip(reals, saturated, strict=True)}
    above = [Label(real, text, SATURATED_COLOUR if over else VALUE_COLOUR) for text, (real, over) in texts.items()]
    below = code_labels(always | {int(code) for code in codes})
    if len(above) > MOST_LABELS or not side_by_side(above, points_per_unit) or not side_by_side(below, points_per_unit):
        above, below = [], code_labels(always)
        side_by_side(below, points_per_unit)
        numbers = [Label(number, f"{number:g}", QUIET_COLOUR) for number in nice_numbers(low, high, 8)]
        fill_gaps(above, numbers, points_per_unit)
    few = len(in_view) <= MOST_LABELLED_CODES
    fill_gaps(below, code_labels(in_view if few else _round_codes(in_view)), points_per_unit)
    for labels, line, direction in ((above, REAL_LINE, 1), (below, CODE_LINE, -1)):
        for placed in labels:
            ax.annotate(
                placed.text,
                (placed.position, line),
                xytext=(placed.shift, direction * 14),
                textcoords="offset points",
                ha="center",
                va="bottom" if direction > 0 else "top",
                color=placed.colour,
                fontsize=FONT_SIZE,
                arrowprops={"arrowstyle": "-", "color": placed.colour, "lw": 0.6, "shrinkA": 0, "shrinkB": 3},
            )
    # The space for a row of labels, in units of the distance between the lines.
    space = 32 / max(height - 64, 32)
    ax.set_ylim(CODE_LINE - space, REAL_LINE + space)


def _code_colour(code: int, affine: AffineMap, codes: Ints, saturated: NDArray[np.bool_]) -> str:
    if (saturated & (codes == code)).any():
        return SATURATED_COLOUR
    if code == affine.zero_point:
        return ZERO_COLOUR
    return VALUE_COLOUR if (codes == code).any() else QUIET_COLOUR


def _round_codes(in_view: list[int]) -> list[int]:
    return [round(number) for number in nice_numbers(in_view[0], in_view[-1], 10)]
