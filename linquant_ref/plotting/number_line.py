"""The number line: where each real value falls among the codes."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import torch
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from numpy.typing import NDArray

from linquant_ref.plotting._common import (
    QUIET_COLOUR,
    SATURATED_COLOUR,
    VALUE_COLOUR,
    ZERO_COLOUR,
    AffineMap,
    Floats,
    Ints,
    nice_numbers,
    real_values,
)

REAL_LINE, CODE_LINE = 1.0, 0.0
MOST_LINES = 400
MOST_LABELS = 20
MOST_LABELLED_CODES = 16
FONT_SIZE = 9
# How far, in points, a label may stand beside its dot.
FARTHEST_LABEL = 60.0
CODE_TICKS_APART = 2.0


def plot_number_line(
    tensor: torch.Tensor | NDArray[Any],
    scale: float | torch.Tensor,
    zero_point: int | torch.Tensor = 0,
    dtype: torch.dtype = torch.int8,
    ax: Axes | None = None,
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

    Returns:
        The Axes with the drawing; its x axis is in real units.

    Raises:
        TypeError: tensor does not hold real numbers, scale or zero_point is not a number, dtype is not a torch.dtype,
            or ax is not an Axes.
        ValueError: tensor is empty or not finite, scale is not one positive number, zero_point is not a code of dtype,
            or dtype is another one.
    """
    values = real_values("tensor", tensor).reshape(-1).sort().values
    affine = AffineMap.checked(scale, zero_point, dtype)
    if ax is not None and not isinstance(ax, Axes):
        raise TypeError(f"ax must be a matplotlib Axes, got {type(ax).__name__}")
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
    for chosen, colour, label in (
        (~saturated, VALUE_COLOUR, f"value and its code ({count - all_saturated:,} of {count:,})"),
        (saturated, SATURATED_COLOUR, f"saturated: outside the range ({all_saturated:,} of {count:,})"),
    ):
        if chosen.any():
            _draw_falls(ax, reals[chosen], landings[chosen], colour, label)
    zero_label = f"zero point: code {affine.zero_point} is exactly 0.0"
    ax.plot(
        [0, 0],
        [REAL_LINE, CODE_LINE],
        lw=6,
        alpha=0.35,
        solid_capstyle="butt",
        color=ZERO_COLOUR,
        zorder=1,
        label=zero_label,
    )
    ax.plot([0], [CODE_LINE], marker="D", ms=9, color=ZERO_COLOUR, zorder=4)
    _write_labels(ax, affine, reals, codes, saturated)

    title = f"{affine.dtype_name}, scale {affine.scale:.5g}, zero point {affine.zero_point}"
    if len(reals) < count:
        title += f"; {len(reals):,} of {count:,} values drawn"
    ax.set_title(title, fontsize=11)
    ax.set_yticks(
        [REAL_LINE, CODE_LINE], ["real values", f"{affine.dtype_name} codes\n{affine.quant_min} .. {affine.quant_max}"]
    )
    ax.tick_params(axis="y", length=0, pad=10)
    ax.set_xticks([])
    ax.spines[:].set_visible(False)
    # A row of three needs the width of a notebook; in small axes it would make a layout engine shrink them further.
    columns = 3 if _size_in_points(ax)[0] > 500 else 1
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
    if affine.scale * _size_in_points(ax)[0] / (high - low) >= CODE_TICKS_APART:
        positions = affine.scale * (in_view - affine.zero_point)
        ax.plot(positions, np.zeros(len(positions)), ls="", marker="|", ms=5, mew=0.4, color=QUIET_COLOUR)


def _draw_falls(ax: Axes, reals: Floats, landings: Floats, colour: str, label: str) -> None:
    crowded = len(reals) > 60
    segments = [[(real, REAL_LINE), (landing, CODE_LINE)] for real, landing in zip(reals, landings, strict=True)]
    ax.add_collection(
        LineCollection(segments, colors=colour, lw=0.7 if crowded else 1.4, alpha=0.5 if crowded else 0.9, label=label),
        autolim=False,
    )
    ax.plot(reals, np.full(len(reals), REAL_LINE), ls="", marker="o", ms=4 if crowded else 6, color=colour)
    ax.plot(landings, np.full(len(reals), CODE_LINE), ls="", marker="o", ms=3 if crowded else 4, color=colour, zorder=5)


@dataclass
class _Label:
    """A text at a position on a line; shift, in points, is how far it stands beside that position."""

    position: float
    text: str
    colour: str
    shift: float = 0.0

    @property
    def width(self) -> float:
        """The width in points, estimated from the number of characters, with a gap to the next label."""
        return 0.6 * FONT_SIZE * len(self.text) + 5


def _side_by_side(labels: list[_Label], points_per_unit: float) -> bool:
    """Shift labels so that none overlap, as little as possible; return whether each stays close to its position.

    Least squares by pooling: labels that would overlap form a block around the mean of the places they ask for.
    """
    labels.sort(key=lambda label: label.position)
    ends = np.cumsum([label.width for label in labels])
    offsets = ends - [label.width / 2 for label in labels]
    wanted = np.array([label.position for label in labels]) * points_per_unit
    blocks: list[tuple[float, int]] = []
    for start in wanted - offsets:
        block = (float(start), 1)
        while blocks and blocks[-1][0] > block[0]:
            mean, size = blocks.pop()
            block = ((mean * size + block[0] * block[1]) / (size + block[1]), size + block[1])
        blocks.append(block)
    places = np.repeat([mean for mean, _ in blocks], [size for _, size in blocks]) + offsets
    for label, place, position in zip(labels, places, wanted, strict=True):
        label.shift = float(place - position)
    return all(abs(label.shift) <= FARTHEST_LABEL for label in labels)


def _fill_gaps(labels: list[_Label], more: list[_Label], points_per_unit: float) -> None:
    """Add those of the further labels that fit unshifted between the others."""
    for new in more:
        centre = new.position * points_per_unit
        if all(
            abs(centre - label.position * points_per_unit - label.shift) >= (new.width + label.width) / 2
            for label in labels
        ):
            labels.append(new)


def _write_labels(ax: Axes, affine: AffineMap, reals: Floats, codes: Ints, saturated: NDArray[np.bool_]) -> None:
    low, high = ax.get_xlim()
    width, height = _size_in_points(ax)
    points_per_unit = width / (high - low)

    def code_labels(chosen: Iterable[int]) -> list[_Label]:
        return [
            _Label(affine.scale * (code - affine.zero_point), str(code), _code_colour(code, affine, codes, saturated))
            for code in chosen
        ]

    in_view = [int(code) for code in affine.codes_between(low, high)]
    always = {
        code for code in (affine.quant_min, affine.zero_point, affine.quant_max) if in_view[0] <= code <= in_view[-1]
    }
    # Adding 0.0 turns a negative zero into a positive one.
    texts = {f"{real + 0.0:.4g}": (float(real), bool(over)) for real, over in zip(reals, saturated, strict=True)}
    above = [_Label(real, text, SATURATED_COLOUR if over else VALUE_COLOUR) for text, (real, over) in texts.items()]
    below = code_labels(always | {int(code) for code in codes})
    if (
        len(above) > MOST_LABELS
        or not _side_by_side(above, points_per_unit)
        or not _side_by_side(below, points_per_unit)
    ):
        above, below = [], code_labels(always)
        _side_by_side(below, points_per_unit)
        numbers = [_Label(number, f"{number:g}", QUIET_COLOUR) for number in nice_numbers(low, high, 8)]
        _fill_gaps(above, numbers, points_per_unit)
    few = len(in_view) <= MOST_LABELLED_CODES
    _fill_gaps(below, code_labels(in_view if few else _round_codes(in_view)), points_per_unit)
    for labels, line, direction in ((above, REAL_LINE, 1), (below, CODE_LINE, -1)):
        for label in labels:
            ax.annotate(
                label.text,
                (label.position, line),
                xytext=(label.shift, direction * 14),
                textcoords="offset points",
                ha="center",
                va="bottom" if direction > 0 else "top",
                color=label.colour,
                fontsize=FONT_SIZE,
                arrowprops={"arrowstyle": "-", "color": label.colour, "lw": 0.6, "shrinkA": 0, "shrinkB": 3},
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


def _size_in_points(ax: Axes) -> tuple[float, float]:
    box = ax.get_window_extent()
    dpi = cast(Figure, ax.get_figure()).dpi
    return 72 * box.width / dpi, 72 * box.height / dpi
