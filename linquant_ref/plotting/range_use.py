"""How much of the code range the asymmetric and the symmetric mode use."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from linquant_ref._validate import SYMMETRIC_DTYPES, one_of_dtypes
from linquant_ref.plotting._arguments import given_axes, real_values
from linquant_ref.plotting._common import VALUE_COLOUR, ZERO_COLOUR, short_name
from linquant_ref.plotting._labels import label, with_chinese_font

MOST_BARS = 256


@with_chinese_font
def plot_range_use(
    tensor: torch.Tensor | NDArray[Any],
    dtype: torch.dtype = torch.int8,
    axes: Sequence[Axes] | NDArray[Any] | None = None,
) -> tuple[Figure, NDArray[Any]]:
    """Draw how often each code occurs, in asymmetric mode (above) and in symmetric mode (below).

    Each row spans the whole code range of its mode: quant_min .. quant_max above, -quant_max .. quant_max below. Codes
    beyond the lowest and the highest one that occur are shaded: no value uses them. The titles give the share of the
    range between those two, and the mean squared error. A bar counts one code of int8 and 256 codes of int16; a bar
    that would dwarf all others, such as that of the zeros after a ReLU, is cut off and carries its count.

    Args:
        tensor: Real numbers of any shape, at least one element.
        dtype: torch.int8 or torch.int16; the symmetric mode needs negative codes.
        axes: Two Axes of one figure to draw in, the upper one first; without them a new figure is made.

    Returns:
        The figure and an array of its two Axes.

    Raises:
        TypeError: tensor does not hold real numbers, dtype is not a torch.dtype, or axes holds something else.
        ValueError: tensor is empty or not finite, dtype is another one, or axes does not hold two Axes.
    """
    values = real_values("tensor", tensor).reshape(-1).float()
    one_of_dtypes(*SYMMETRIC_DTYPES)("dtype", dtype, {})
    quant_min, quant_max = torch.iinfo(dtype).min, torch.iinfo(dtype).max
    if axes is None:
        fig, pair = plt.subplots(2, 1, figsize=(11, 5), sharex=True, layout="constrained")
    else:
        fig, pair = given_axes(axes, 2)
    # The two modes of lessons L2-B and L3-A; a tensor of zeros gets the smallest normal float32 as its scale.
    smallest = torch.finfo(torch.float32).tiny
    r_min, r_max = min(values.min().item(), 0.0), max(values.max().item(), 0.0)
    scale = max((r_max - r_min) / (quant_max - quant_min), smallest)
    zero_point = round(quant_min - r_min / scale)
    mode = label("asymmetric, scale {scale:.4g}, zero point {zero_point}", scale=scale, zero_point=zero_point)
    _draw_codes(pair[0], values, scale, zero_point, quant_min, quant_max, mode)
    scale = max(max(-r_min, r_max) / quant_max, smallest)
    mode = label("symmetric, scale {scale:.4g}", scale=scale)
    _draw_codes(pair[1], values, scale, 0, -quant_max, quant_max, mode)
    pair[1].set_xlabel(label("{dtype} code", dtype=short_name(dtype)))
    margin = (quant_max - quant_min) / 100
    for ax in pair:
        ax.set_xlim(quant_min - margin, quant_max + margin)
    return fig, pair


def _draw_codes(
    ax: Axes, values: torch.Tensor, scale: float, zero_point: int, quant_min: int, quant_max: int, mode: str
) -> None:
    codes = torch.round(values / scale + zero_point).clamp(quant_min, quant_max)
    mse = float(((values - scale * (codes - zero_point)) ** 2).mean())
    # Bars start at multiples of their width, so that in both modes the codes from 0 on have bars of their own.
    codes_per_bar = -(-(quant_max - quant_min + 1) // MOST_BARS)
    first = quant_min // codes_per_bar * codes_per_bar
    edges = np.arange(first, quant_max + 1 + codes_per_bar, codes_per_bar) - 0.5
    counts, _ = np.histogram(codes.numpy(), bins=edges)
    ax.stairs(counts, edges, fill=True, color=VALUE_COLOUR)
    lowest, highest = int(codes.min()), int(codes.max())
    name = label("unused codes")
    for start, end in ((quant_min, lowest), (highest + 1, quant_max + 1)):
        if start < end:
            ax.axvspan(start - 0.5, end - 0.5, fc="0.85", hatch="//", ec="white", lw=0, label=name, zorder=0)
            name = "_nolegend_"
    zero_label = label("zero point {zero_point}", zero_point=zero_point)
    ax.axvline(zero_point, ls="--", lw=1, color=ZERO_COLOUR, label=zero_label)
    title = label(
        "{mode}: codes {lowest} .. {highest}, {share:.1%} of the range, MSE {mse:.4g}",
        mode=mode,
        lowest=lowest,
        highest=highest,
        share=(highest - lowest + 1) / (quant_max - quant_min + 1),
        mse=mse,
    )
    ax.set_title(title, fontsize=11)
    ax.set_ylabel(label("number of values"))
    ax.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))
    ax.legend(loc="upper right", fontsize=9, ncols=2)
    highest_bar, second = np.partition(counts, -2)[[-1, -2]]
    if highest_bar > 4 * second > 0:
        top = 1.35 * second
        position = edges[counts.argmax()] + codes_per_bar
        text = label("{count:,} values", count=highest_bar)
        ax.annotate(text, (position, top), xytext=(4, -4), textcoords="offset points", va="top")
    else:
        top = 1.35 * highest_bar
    ax.set_ylim(0, top)
