"""Errors side by side: against the number of bits, and between granularities."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, PercentFormatter

from linquant_ref.plotting._arguments import error_series, one_number
from linquant_ref.plotting._common import QUIET_COLOUR, SERIES_COLOURS, given_or_new_axes
from linquant_ref.plotting._labels import label, with_chinese_font

MARKERS = "osD^vPX"
HATCHES = ("", "//", "..", "\\\\", "xx", "++", "oo")
# More bars than this carry no numbers.
MOST_NUMBERED_BARS = 40


@with_chinese_font
def plot_error_by_bits(
    errors: Mapping[str, Mapping[float, float]],
    quantity: str | None = None,
    divided_by: float | None = 4.0,
    ax: Axes | None = None,
) -> Axes:
    """Draw errors against the number of bits, a line for each way to quantize.

    A bit more halves the step, and so divides a mean squared rounding error by 4. The dashed line, which begins at the
    largest error, shows that rate.

    The axis of the errors is logarithmic; an error of 0 stands at its lower end as a hollow mark.

    Args:
        errors: For each label the errors by bits, such as {"per tensor": {8: 0.002, 4: 0.6}}; at most 7 labels. Bits
            need not be whole: with the bits of the scales, a 4-bit weight in groups of 32 takes 4.5.
        quantity: What the errors are, for the axis; without it, the mean squared error.
        divided_by: By what a bit more should divide them; None leaves the dashed line out.
        ax: Where to draw; without it a new figure is made.

    Returns:
        The Axes with the drawing.

    Raises:
        TypeError: errors is not a mapping to mappings, a label is not text, a number of bits or an error is not a
            number, or ax is not an Axes.
        ValueError: errors or one of its values is empty, there are more than 7 labels, an error is negative or not
            finite, a number of bits is not positive, or divided_by is not above 1.
    """
    series = error_series("errors", errors, len(SERIES_COLOURS))
    lines = {name: sorted((_bits(bits), error) for bits, error in one.items()) for name, one in series.items()}
    if divided_by is not None and one_number("divided_by", divided_by) <= 1:
        raise ValueError(f"divided_by must be above 1, got {divided_by!r}")
    ax = given_or_new_axes(ax, (8, 4.5))
    positive = [(bits, error) for line in lines.values() for bits, error in line if error > 0] or [(1.0, 1.0)]
    lowest, highest = min(error for _, error in positive), max(error for _, error in positive)
    bottom, top = lowest / 3, highest * 3
    all_bits = [bits for line in lines.values() for bits, _ in line]
    if divided_by is not None:
        start, error = max(positive, key=lambda point: point[1])
        ends = np.array([start, max(all_bits)])
        name = label("divided by {factor:g} for each bit", factor=divided_by)
        ax.plot(ends, error * float(divided_by) ** (start - ends), ls="--", lw=1.2, color=QUIET_COLOUR, label=name)
    for (name, line), colour, marker in zip(lines.items(), SERIES_COLOURS, MARKERS, strict=False):
        above = [(bits, error) for bits, error in line if error > 0]
        zeros = [bits for bits, error in line if error == 0]
        ax.plot(*np.reshape(above, (-1, 2)).T, marker=marker, ms=7, color=colour, label=name)
        ax.plot(zeros, [bottom] * len(zeros), ls="", marker=marker, ms=9, mfc="none", color=colour, clip_on=False)
        for bits in zeros:
            ax.annotate("0", (bits, bottom), xytext=(9, 3), textcoords="offset points", color=colour)
    ax.set_yscale("log")
    ax.set_ylim(bottom, top)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
    ax.grid(axis="y", color="0.9")
    ax.set_axisbelow(True)
    ax.set_xlabel(label("bits"))
    ax.set_ylabel(_quantity(quantity))
    ax.legend(fontsize=9, frameon=False)
    return ax


@with_chinese_font
def plot_granularities(
    errors: Mapping[str, float] | Mapping[str, Mapping[str, float]],
    quantity: str | None = None,
    percent: bool = False,
    ax: Axes | None = None,
) -> Axes:
    """Draw a bar for the error of each granularity, or of each granularity in each of several places.

    Each granularity has a colour and a hatching. Up to 40 bars carry their numbers.

    Args:
        errors: The error by granularity, such as {"per tensor": 2.5, "per row": 1.8}, or for each granularity the
            errors by place, such as {"per tensor": {"layer 0": 0.1, "layer 1": 0.3}, "per row": {...}}. At most 7
            granularities.
        quantity: What the errors are, for the axis; without it, the mean squared error.
        percent: Write the errors as percentages.
        ax: Where to draw; without it a new figure is made.

    Returns:
        The Axes with the drawing.

    Raises:
        TypeError: errors is not such a mapping, a label is not text, an error is not a number, or ax is not an Axes.
        ValueError: errors or one of its values is empty, there are more than 7 granularities, or an error is negative
            or not finite.
    """
    flat = isinstance(errors, Mapping) and not any(isinstance(value, Mapping) for value in errors.values())
    by_place = {name: {"": error} for name, error in errors.items()} if flat else errors
    series = error_series("errors", by_place, len(HATCHES))
    places = list(dict.fromkeys(place for one in series.values() for place in one))
    count = len(places) * len(series)
    ax = given_or_new_axes(ax, (8, 1.3 + (0.32 if flat else 0.2) * count))
    # The bars of one place are 0.8 high together.
    offsets = dict(zip(series, 0.8 * ((np.arange(len(series)) + 0.5) / len(series) - 0.5), strict=True))
    for (name, one), colour, hatch in zip(series.items(), SERIES_COLOURS, HATCHES, strict=False):
        positions = [places.index(place) + offsets[name] for place in one]
        look: Any = {"height": 0.8 / len(series), "color": colour, "hatch": hatch, "ec": "white", "lw": 0}
        bars = ax.barh(positions, list(one.values()), label=name, **look)
        if count <= MOST_NUMBERED_BARS:
            ax.bar_label(bars, fmt="{:.2%}" if percent else "{:.4g}", padding=3, fontsize=9)
    if flat:
        ax.set_yticks(list(offsets.values()), list(series))
    else:
        ax.set_yticks(range(len(places)), [str(place) for place in places])
        ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), fontsize=9, ncols=4, frameon=False)
    ax.tick_params(axis="y", length=0)
    ax.margins(x=0.12, y=0.02)
    ax.invert_yaxis()
    ax.set_xlim(0)
    if percent:
        ax.xaxis.set_major_formatter(PercentFormatter(1.0))
    ax.set_xlabel(_quantity(quantity))
    return ax


def _bits(value: Any) -> float:
    bits = one_number("a number of bits", value)
    if bits <= 0:
        raise ValueError(f"a number of bits must be positive, got {value!r}")
    return bits


def _quantity(quantity: str | None) -> str:
    return label("mean squared error") if quantity is None else quantity
