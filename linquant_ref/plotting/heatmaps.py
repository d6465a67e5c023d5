"""Four heatmaps: what quantization did to each element of a tensor."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from linquant_ref._validate import ASYMMETRIC_DTYPES, integer_between, one_of_dtypes
from linquant_ref.plotting._common import Floats, integer_codes, real_values, short_name

LARGEST_ANNOTATED = 16
LARGEST_SHOWN = 256
# With more columns than this, the numbers of four maps side by side would be too small to read.
LARGEST_ANNOTATED_IN_A_ROW = 8
# In points; digits are dropped, down to two, until the numbers have this size.
SMALLEST_COMFORTABLE_FONT = 7.0
# In inches: the space for tick labels beside a map, for the figure's title, a map's title, its tick labels, its bar and
# the bar's own labels, of which half of the last one stands out to the right.
BESIDE, SUPTITLE, TITLE, TICK_LABELS, BAR, BAR_LABELS, AT_THE_RIGHT = 0.35, 0.45, 0.3, 0.25, 0.13, 0.32, 0.12


def plot_quantization_errors(
    original_tensor: torch.Tensor | NDArray[Any],
    quantized_tensor: torch.Tensor | NDArray[Any],
    dequantized_tensor: torch.Tensor | NDArray[Any],
    dtype: torch.dtype = torch.int8,
    n_bits: int = 8,
) -> tuple[Figure, NDArray[Any]]:
    """Draw four heatmaps: the original, the codes, the dequantized tensor and |original - dequantized|.

    The original and the dequantized map have the same colour limits: symmetric around 0 where both signs occur, else
    from the smallest to the largest value. The code map goes from the lowest to the highest code of n_bits bits, signed
    or unsigned as dtype is (int8 with n_bits=4: -8..7; uint8 with n_bits=2: 0..3), and the error map starts at 0.

    Up to 16 rows and 16 columns every cell carries its number; very small or large numbers are written in units of a
    power of ten, which the map's title names. Larger maps carry no numbers but have a colour bar each. The maps stand
    in a row, except that 9 to 16 annotated columns make a square of two by two. A side above 256 is reduced to 256
    blocks: the maps then show block means, the error map block maxima, and the title says so. The tick labels still
    count elements, and the MSE is that of all of them.

    Args:
        original_tensor: Real numbers of any shape, at least one element. A number becomes a 1 x 1 map, a vector one
            row, and rank 3 or more is drawn as reshape(shape[0], -1): [A, B, C] -> A rows, B * C columns.
        quantized_tensor: Integer codes of the same shape, in any integer dtype.
        dequantized_tensor: Real numbers of the same shape, in the units of original_tensor.
        dtype: The codes' dtype: torch.int8, torch.uint8 or torch.int16.
        n_bits: How many of the dtype's bits the codes use. The default, 8, means all 16 of int16; for 8-bit codes that
            are stored in a wider tensor name the 8-bit dtype.

    Returns:
        The figure and an array of its four Axes.

    Raises:
        TypeError: A tensor has the wrong type (real numbers, codes, real numbers), dtype is not a torch.dtype, or
            n_bits is not an integer.
        ValueError: A tensor is empty or not finite, the shapes differ, dtype is another one, n_bits is not between 1
            and the bits of dtype, or a code does not fit in n_bits.
    """
    original = real_values("original_tensor", original_tensor)
    codes = integer_codes("quantized_tensor", quantized_tensor)
    dequantized = real_values("dequantized_tensor", dequantized_tensor)
    for name, tensor in (("quantized_tensor", codes), ("dequantized_tensor", dequantized)):
        if tensor.shape != original.shape:
            raise ValueError(
                f"{name} has shape {tuple(tensor.shape)}, original_tensor has shape {tuple(original.shape)}"
            )
    bits = _bits(dtype, n_bits)
    quant_min, quant_max = _code_limits(dtype, bits)
    for code in (int(codes.min()), int(codes.max())):
        if not quant_min <= code <= quant_max:
            raise ValueError(
                f"quantized_tensor has the code {code}, outside [{quant_min}, {quant_max}]: "
                f"the codes of {bits} bits in {dtype}; pass the dtype and n_bits of your codes"
            )

    shape = _map_shape(tuple(original.shape))
    originals, dequantizeds = original.reshape(shape).numpy(), dequantized.reshape(shape).numpy()
    error_map = _block_maxima(np.abs(originals - dequantizeds))
    original_map, dequantized_map = _block_means(originals), _block_means(dequantizeds)
    code_map = _block_means(codes.reshape(shape).double().numpy())
    reduced = error_map.shape != shape
    low, high, colours = _value_limits(original_map, dequantized_map)
    largest_error = float(error_map.max()) or 1.0
    error_title = "largest |error| of a block" if reduced else "|original - dequantized|"

    layout = _Layout.of(shape)
    fig = plt.figure(figsize=layout.figsize)
    # Fixed places, since all sizes are known: a layout engine would take half of the time that the figure takes.
    axes = np.array([fig.add_axes(layout.place(number)) for number in range(4)], dtype=object)
    original_title = f"original ({_dtype_name(original_tensor)})"
    _draw_map(axes[0], original_map, original_title, layout, cmap=colours, vmin=low, vmax=high)
    code_title = f"quantized (codes {quant_min} .. {quant_max})"
    _draw_map(axes[1], code_map, code_title, layout, cmap="viridis", vmin=quant_min, vmax=quant_max, integers=True)
    dequantized_title = f"dequantized ({_dtype_name(dequantized_tensor)})"
    _draw_map(axes[2], dequantized_map, dequantized_title, layout, cmap=colours, vmin=low, vmax=high)
    _draw_map(axes[3], error_map, error_title, layout, cmap="cividis", vmin=0.0, vmax=largest_error)

    mse = float(((original - dequantized) ** 2).mean())
    title = f"{bits} bits ({short_name(dtype)}), MSE = {mse:.5g}"
    if tuple(original.shape) != shape:
        title += f"; shape {tuple(original.shape)} drawn as {shape[0]} x {shape[1]}"
    if reduced:
        title += f"\n{shape[0]} x {shape[1]} elements shown as {error_map.shape[0]} x {error_map.shape[1]} block means"
    fig.suptitle(title, fontsize=12, y=1 - 0.06 / layout.figsize[1], va="top")
    return fig, axes


def _bits(dtype: Any, n_bits: Any) -> int:
    one_of_dtypes(*ASYMMETRIC_DTYPES)("dtype", dtype, {})
    dtype_bits = torch.iinfo(dtype).bits
    integer_between(1, dtype_bits)("n_bits", n_bits, {})
    return dtype_bits if n_bits == 8 else int(n_bits)


def _code_limits(dtype: torch.dtype, bits: int) -> tuple[int, int]:
    if torch.iinfo(dtype).min == 0:
        return 0, 2**bits - 1
    return -(2 ** (bits - 1)), 2 ** (bits - 1) - 1


def _dtype_name(values: torch.Tensor | NDArray[Any]) -> str:
    return str(values.dtype).removeprefix("torch.")


def _map_shape(shape: tuple[int, ...]) -> tuple[int, int]:
    if len(shape) < 2:
        return 1, math.prod(shape)
    return shape[0], math.prod(shape[1:])


def _block_starts(size: int) -> NDArray[np.int64]:
    blocks = min(size, LARGEST_SHOWN)
    return np.arange(blocks) * size // blocks


def _block_means(values: Floats) -> Floats:
    for axis in (0, 1):
        starts = _block_starts(values.shape[axis])
        counts = np.diff(starts, append=values.shape[axis])
        values = np.add.reduceat(values, starts, axis=axis) / np.expand_dims(counts, 1 - axis)
    return values


def _block_maxima(values: Floats) -> Floats:
    for axis in (0, 1):
        values = np.maximum.reduceat(values, _block_starts(values.shape[axis]), axis=axis)
    return values


def _value_limits(original: Floats, dequantized: Floats) -> tuple[float, float, str]:
    low = float(min(original.min(), dequantized.min()))
    high = float(max(original.max(), dequantized.max()))
    if low < 0 < high or low == high == 0:
        largest = max(-low, high) or 1.0
        return -largest, largest, "RdBu_r"
    if low == high:
        low, high = min(low, 0.0), max(high, 0.0)
    return low, high, "cividis"


@dataclass(frozen=True)
class _Layout:
    """Sizes in inches; a panel is one map without its title and colour bar."""

    shape: tuple[int, int]
    grid: tuple[int, int]
    figsize: tuple[float, float]
    panel: tuple[float, float]
    annotated: bool

    @classmethod
    def of(cls, shape: tuple[int, int]) -> "_Layout":
        rows, columns = shape
        annotated = max(shape) <= LARGEST_ANNOTATED
        square = annotated and columns > LARGEST_ANNOTATED_IN_A_ROW
        grid, width, tallest = ((2, 2), 11.0, 0.75) if square else ((1, 4), 12.0, 1.2)
        panel_width = (width - AT_THE_RIGHT) / grid[1] - BESIDE
        panel_height = panel_width * min(max(rows / columns, 0.3), tallest)
        block_height = TITLE + panel_height + TICK_LABELS + (0.0 if annotated else BAR + BAR_LABELS)
        figsize = (width, SUPTITLE + grid[0] * block_height)
        return cls(shape, grid, figsize, (panel_width, panel_height), annotated)

    def place(self, number: int, bar: bool = False) -> tuple[float, float, float, float]:
        """Return (left, bottom, width, height) of a map, or of the colour bar below it, as fractions of the figure."""
        row, column = divmod(number, self.grid[1])
        width, height = self.figsize
        left = column * (self.panel[0] + BESIDE) + BESIDE - 0.03
        top = SUPTITLE + row * (height - SUPTITLE) / self.grid[0] + TITLE
        tall = BAR if bar else self.panel[1]
        bottom = height - top - self.panel[1] - (TICK_LABELS + BAR if bar else 0.0)
        return left / width, bottom / height, self.panel[0] / width, tall / height


def _draw_map(ax: Axes, values: Floats, title: str, layout: _Layout, *, integers: bool = False, **colours: Any) -> None:
    rows, columns = layout.shape
    # The extent counts elements, also where a pixel is a block of them.
    extent = (-0.5, columns - 0.5, rows - 0.5, -0.5)
    image = ax.imshow(values, extent=extent, aspect="auto", interpolation="nearest", **colours)
    ax.tick_params(left=False, bottom=False, labelsize=8)
    if layout.annotated:
        title += _annotate(ax, image, values, layout, integers=integers)
        ax.set_xticks(range(columns))
        ax.set_yticks(range(rows))
    else:
        for axis in (ax.xaxis, ax.yaxis):
            axis.set_major_locator(MaxNLocator(nbins=6, integer=True, min_n_ticks=1))
        _add_colour_bar(image, layout, [colours["vmin"], colours["vmax"]] if integers else None)
    # Given places spare a search for free room, which would take a third of the time that drawing takes.
    ax.set_title(title, fontsize=10, y=1.0)
    ax.xaxis.set_label_coords(0.5, -TICK_LABELS / layout.panel[1])
    ax.yaxis.set_label_coords(-BESIDE / layout.panel[0], 0.5)


def _add_colour_bar(image: AxesImage, layout: _Layout, ticks: list[float] | None) -> None:
    fig = image.axes.figure
    place = layout.place(fig.axes.index(image.axes), bar=True)
    ticks_or_locator = ticks or MaxNLocator(nbins=4)
    bar = fig.colorbar(image, cax=fig.add_axes(place), orientation="horizontal", ticks=ticks_or_locator)
    bar.ax.tick_params(labelsize=8)
    bar.ax.xaxis.get_offset_text().set_fontsize(8)


def _annotate(ax: Axes, image: AxesImage, values: Floats, layout: _Layout, *, integers: bool) -> str:
    """Write each cell's number into it; return what the title has to add: the power of ten the numbers are in."""
    width = 72 * layout.panel[0] / layout.shape[1]
    height = 72 * layout.panel[1] / layout.shape[0]
    exponent = 0 if integers else _common_exponent(values)
    texts: NDArray[Any] = np.array([])
    size = 0.0
    for digits in (0,) if integers else (4, 3, 2):
        texts = _texts(values / 10.0**exponent, digits)
        longest = max(len(text) for text in texts.flat)
        size = min(11.0, width / (0.66 * longest), 0.6 * height)
        if size >= SMALLEST_COMFORTABLE_FONT:
            break
    for (row, column), text in np.ndenumerate(texts):
        colour = _readable_on(tuple(image.to_rgba(values[row, column])))
        label = ax.text(column, row, text, ha="center", va="center", color=colour, fontsize=size)
        label.set_in_layout(False)
    return f", in 1e{exponent}" if exponent else ""


def _common_exponent(values: Floats) -> int:
    """Return 0, or for numbers too small or too large to write out the power of ten of the largest."""
    largest = float(np.abs(values).max())
    exponent = math.floor(math.log10(largest)) if largest > 0 else 0
    return 0 if -2 <= exponent <= 4 else exponent


def _texts(values: Floats, digits: int) -> NDArray[Any]:
    """Return the values with the same number of decimals, so that the largest shows the given number of digits."""
    largest = float(np.abs(values).max())
    exponent = math.floor(math.log10(largest)) if largest > 0 else 0
    decimals = max(digits - 1 - exponent, 0)
    # Adding 0.0 turns a negative zero, which would be written as -0.0, into a positive one.
    return np.array([[f"{value:.{decimals}f}" for value in row] for row in values.round(decimals) + 0.0], dtype=object)


def _readable_on(colour: tuple[float, ...]) -> str:
    """Return black or white, whichever has the higher contrast ratio of WCAG 2.2 against an sRGB colour."""
    linear = [channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in colour[:3]]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "black" if (luminance + 0.05) ** 2 > 1.05 * 0.05 else "white"
