"""The staircase: the dequantized value as a function of the real one, and the rounding errors it makes."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from linquant_ref.plotting._arguments import given_axes, real_values
from linquant_ref.plotting._common import QUIET_COLOUR, SATURATED_COLOUR, VALUE_COLOUR, AffineMap, Floats
from linquant_ref.plotting._labels import label, with_chinese_font

MOST_VISIBLE_STEPS = 24
STEPS_IN_INSET = 8
MOST_DOTS = 2000


@with_chinese_font
def plot_staircase(
    tensor: torch.Tensor | NDArray[Any],
    scale: float | torch.Tensor,
    zero_point: int | torch.Tensor = 0,
    dtype: torch.dtype = torch.int8,
    axes: Sequence[Axes] | NDArray[Any] | None = None,
    n_bits: int | None = None,
) -> tuple[Figure, NDArray[Any]]:
    """Draw the staircase from real to dequantized values, and next to it a histogram of the rounding errors.

    Left: every code is one step, scale wide and scale high. Below the lowest and above the highest code the staircase
    is flat: values there saturate. The dashed line is "no error"; the dots are the tensor's values, of more than 2000
    of them 2000 that are evenly spaced by rank. Where more than 24 steps are in view, an inset shows about 8 of them
    around 0. The code range is drawn whole unless it is more than four times as wide as the values.

    Right: the errors r - r_hat of all values. Rounding moves a value by at most scale / 2, the dotted lines; if every
    place between two codes is equally likely, all bars reach the dashed level. Saturated values are off by more: they
    are counted in a bar of their own beyond the dotted line, whatever the size of their error.

    Args:
        tensor: Real numbers of any shape, at least one element.
        scale: Real units per code, positive, one number.
        zero_point: The code of 0.0, one whole number.
        dtype: torch.int8, torch.uint8 or torch.int16.
        axes: Two Axes of one figure to draw in; without them a new figure is made.
        n_bits: How many of the dtype's bits the codes use; None means all of them.

    Returns:
        The figure and an array of its two Axes.

    Raises:
        TypeError: tensor does not hold real numbers, scale or zero_point is not a number, dtype is not a torch.dtype,
            axes holds something else, or n_bits is not an integer.
        ValueError: tensor is empty or not finite, scale is not one positive number, zero_point is not a code of n_bits
            bits, dtype is another one, axes does not hold two Axes, or n_bits is not between 1 and the bits of dtype.
    """
    values = real_values("tensor", tensor).reshape(-1).sort().values
    affine = AffineMap.checked(scale, zero_point, dtype, n_bits)
    reals, (dequantized, saturated) = values.numpy(), affine.quantize(values)
    if axes is None:
        fig, pair = plt.subplots(1, 2, figsize=(11, 4.4), layout="constrained", width_ratios=(1.25, 1))
    else:
        fig, pair = given_axes(axes, 2)
    _draw_staircase(pair[0], affine, reals, dequantized, saturated)
    _draw_errors(pair[1], affine, reals - dequantized, saturated)
    return fig, pair


def _draw_staircase(
    ax: Axes, affine: AffineMap, reals: Floats, dequantized: Floats, saturated: NDArray[np.bool_]
) -> None:
    low, high = affine.view(reals, dequantized)
    steps = affine.codes_between(low, high)
    _draw_steps(ax, affine, low, high)
    _draw_dots(ax, reals, dequantized, saturated)
    ax.set_title(affine.title, fontsize=11)
    ax.set_xlabel(label("real value r"))
    ax.set_ylabel(label("dequantized value"))
    ax.legend(loc="upper left", fontsize=9, frameon=False)
    if len(steps) > MOST_VISIBLE_STEPS:
        half = (STEPS_IN_INSET / 2 + 0.5) * affine.scale
        inset = ax.inset_axes((0.57, 0.1, 0.4, 0.4))
        _draw_steps(inset, affine, -half, half)
        near = np.abs(reals) <= half
        _draw_dots(inset, reals[near], dequantized[near], saturated[near])
        inset.set_title(label("the steps around 0"), fontsize=9)
        # Both axes have the same ticks; labels on one of them are enough, and those of the other would cover steps.
        inset.xaxis.set_major_locator(MaxNLocator(nbins=4))
        inset.yaxis.set_major_locator(MaxNLocator(nbins=4))
        inset.tick_params(labelsize=8, labelleft=False)
        # Without lines to the inset: since 3.10 matplotlib may draw those that pass behind it.
        ax.indicate_inset((-half, -half, 2 * half, 2 * half), edgecolor="black")


def _draw_steps(ax: Axes, affine: AffineMap, low: float, high: float) -> None:
    margin = affine.scale
    steps = affine.codes_between(low - margin, high + margin)
    heights = affine.scale * (steps - affine.zero_point)
    inner_edges = affine.scale * (steps[:-1] + 0.5 - affine.zero_point)
    edges = np.concatenate([[low - 2 * margin], inner_edges, [high + 2 * margin]])
    ax.plot([low, high], [low, high], ls="--", lw=1, color=QUIET_COLOUR, label=label("no error"))
    ax.stairs(heights, edges, baseline=None, lw=1.5, color="black", label=label("dequantized"))
    ax.set_xlim(low, high)
    ax.set_ylim(low, high)


def _draw_dots(ax: Axes, reals: Floats, dequantized: Floats, saturated: NDArray[np.bool_]) -> None:
    if len(reals) > MOST_DOTS:
        chosen = np.linspace(0, len(reals) - 1, MOST_DOTS).round().astype(int)
        reals, dequantized, saturated = reals[chosen], dequantized[chosen], saturated[chosen]
    size = 5 if len(reals) <= 100 else 2
    for group, colour, name in (
        (~saturated, VALUE_COLOUR, label("value")),
        (saturated, SATURATED_COLOUR, label("saturated value")),
    ):
        if group.any():
            ax.plot(reals[group], dequantized[group], ls="", marker="o", ms=size, color=colour, label=name, zorder=3)


def _draw_errors(ax: Axes, affine: AffineMap, errors: Floats, saturated: NDArray[np.bool_]) -> None:
    half = affine.scale / 2
    rounded = np.clip(errors[~saturated], -half, half)
    bins = int(np.clip(2 * np.sqrt(len(rounded)), 8, 40)) // 2 * 2
    counts, edges = np.histogram(rounded, bins=bins, range=(-half, half))
    ax.bar(
        edges[:-1], counts, width=np.diff(edges), align="edge", color=VALUE_COLOUR, ec="white", label=label("rounded")
    )
    ax.vlines([-half, half], 0, 1, transform=ax.get_xaxis_transform(), ls=":", color="black")
    level = len(rounded) / bins
    ax.hlines(level, -half, half, ls="--", color=QUIET_COLOUR, label=label("all errors equally likely"))
    half_step = label("scale/2")
    ticks = [(-half, f"-{half_step}\n{-half:.3g}"), (0.0, "0"), (half, f"{half_step}\n{half:.3g}")]
    if saturated.any():
        _draw_saturated_bars(ax, half, errors[saturated], ticks)
    ax.set_xticks([position for position, _ in ticks], [text for _, text in ticks])
    title = label("{count:,} errors, MSE = {mse:.5g}", count=len(errors), mse=np.mean(errors**2))
    ax.set_title(title, fontsize=11, pad=24)
    ax.set_xlabel(label("error: real value - dequantized value"))
    ax.set_ylabel(label("number of values"))
    ax.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))
    ax.set_ylim(0)
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 0.99), fontsize=9, ncols=3, frameon=False)


def _draw_saturated_bars(ax: Axes, half: float, errors: Floats, ticks: list[tuple[float, str]]) -> None:
    """Count the saturated values of each side in a bar outside +-half, at a place that says nothing of their size."""
    name = label("saturated")
    for side in (-1, 1):
        beyond = errors[np.sign(errors) == side]
        if len(beyond):
            ax.bar(side * 1.5 * half, len(beyond), width=0.4 * half, color=SATURATED_COLOUR, label=name)
            up_to = label("up to\n{error:.3g}", error=side * np.abs(beyond).max())
            ticks.append((side * 1.5 * half, up_to))
            name = "_nolegend_"
