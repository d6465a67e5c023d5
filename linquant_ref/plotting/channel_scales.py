"""What a scale of its own does for every channel."""

from typing import Any

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from linquant_ref._validate import SYMMETRIC_DTYPES, describe, dim_of, one_of_dtypes
from linquant_ref.plotting._arguments import bits_of, code_limits, real_values
from linquant_ref.plotting._common import QUIET_COLOUR, SATURATED_COLOUR, VALUE_COLOUR, Floats, given_or_new_axes
from linquant_ref.plotting._labels import label, with_chinese_font

ONE_SCALE_COLOUR = "#E69F00"
MOST_LARGE_MARKERS = 64


@with_chinese_font
def plot_channel_scales(
    r_tensor: torch.Tensor | NDArray[Any],
    scale: torch.Tensor | NDArray[Any],
    dim: int,
    dtype: torch.dtype = torch.int8,
    n_bits: int | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw the scale and the largest error of every channel, and what one scale for all channels would give.

    The solid steps are the scales, the dotted ones half of them: rounding moves no value further. Dots are the largest
    errors |r - r_hat| of the channels, squares those with one scale for the whole tensor, which is the dashed line. A
    cross is a dot of a channel whose scale is too small: values of it saturate. The codes are those of the symmetric
    mode, from -quant_max to quant_max.

    The axis is logarithmic. Errors of 0 are not on it, and a channel of zeros is not drawn at all.

    Args:
        r_tensor: Real numbers, rank 1 or more.
        scale: One positive scale per channel, in real units per code: a vector, or a tensor with the rank of r_tensor
            (r_tensor [A, B], dim 0 -> scale [A] or [A, 1]).
        dim: The dimension that counts the channels; negative ones count from the end.
        dtype: torch.int8 or torch.int16; the symmetric mode needs negative codes.
        n_bits: How many of the dtype's bits the codes use, 2 or more; None means all of them.
        ax: Where to draw; without it a new figure is made.

    Returns:
        The Axes with the drawing.

    Raises:
        TypeError: r_tensor or scale does not hold real numbers, dim or n_bits is not an integer, dtype is not a
            torch.dtype, or ax is not an Axes.
        ValueError: r_tensor is empty or not finite, it has no such dim, scale does not have one element per channel or
            one is not positive, dtype is another one, or n_bits is not between 2 and its bits.
    """
    values = real_values("r_tensor", r_tensor)
    dim_of("r_tensor")("dim", dim, {"r_tensor": values})
    steps = _scales(scale, values.shape, dim)
    one_of_dtypes(*SYMMETRIC_DTYPES)("dtype", dtype, {})
    bits = bits_of(dtype, n_bits)
    if bits < 2:
        raise ValueError(f"n_bits must be 2 or more: a sign and a bit for the size, got {n_bits}")
    ax = given_or_new_axes(ax, (11, 4))
    channels = values.movedim(dim, 0).reshape(len(steps), -1)
    largest = channels.abs().amax(dim=1).numpy()
    quant_max = code_limits(dtype, bits)[1]
    one_scale = max(largest.max() / quant_max, torch.finfo(torch.float32).tiny)
    errors, saturated = _largest_errors(channels, steps, quant_max)
    one_errors, _ = _largest_errors(channels, np.full(len(steps), one_scale), quant_max)

    drawn = largest > 0
    edges = np.arange(len(steps) + 1) - 0.5
    ax.axhline(one_scale, ls="--", lw=1.2, color=QUIET_COLOUR, label=label("one scale for all"))
    visible_steps = np.where(drawn, steps, np.nan)
    for heights, style, name in (
        (visible_steps, "-", label("scale")),
        (visible_steps / 2, ":", label("half of the scale")),
    ):
        ax.stairs(heights, edges, baseline=None, ls=style, lw=1.5, color="black", label=name)
    size = 7 if len(steps) <= MOST_LARGE_MARKERS else 2
    for group, points, marker, colour, name in (
        (drawn, one_errors, "s", ONE_SCALE_COLOUR, label("largest error with one scale")),
        (drawn & ~saturated, errors, "o", VALUE_COLOUR, label("largest error")),
        (drawn & saturated, errors, "X", SATURATED_COLOUR, label("largest error, saturated")),
    ):
        shown = group & (points > 0)
        if shown.any():
            ax.plot(np.flatnonzero(shown), points[shown], ls="", marker=marker, ms=size, color=colour, label=name)
    ax.set_yscale("log")
    ax.set_xlim(edges[0], edges[-1])
    ax.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=16, min_n_ticks=1))
    ax.set_xlabel(label("channel, along dim {dim}", dim=dim))
    ax.set_ylabel(label("real units"))
    title = label("{count:,} channels, codes -{quant_max} .. {quant_max}", count=len(steps), quant_max=quant_max)
    ax.set_title(title, fontsize=11)
    ax.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), fontsize=9, frameon=False)
    return ax


def _scales(scale: Any, shape: tuple[int, ...], dim: int) -> Floats:
    steps = real_values("scale", scale)
    full = [1] * len(shape)
    full[dim] = shape[dim]
    if tuple(steps.shape) not in ((shape[dim],), tuple(full)):
        raise ValueError(
            f"scale must have shape ({shape[dim]},) or {tuple(full)} for {shape[dim]} channels along dim {dim}, "
            f"got {describe(scale)}"
        )
    if not (steps.float() > 0).all():
        raise ValueError(f"scale must be positive in float32, its smallest element is {steps.min().item()!r}")
    array: Floats = steps.reshape(-1).numpy()
    return array


def _largest_errors(channels: torch.Tensor, steps: Floats, quant_max: int) -> tuple[Floats, NDArray[np.bool_]]:
    """Return the largest |r - r_hat| of each channel, and whether the clamp changed a value of it."""
    step = torch.from_numpy(steps)[:, None]
    codes = torch.round(channels.float() / step.float())
    clamped = codes.clamp(-quant_max, quant_max)
    errors = (channels - step * clamped.double()).abs().amax(dim=1)
    return errors.numpy(), (codes != clamped).any(dim=1).numpy()
