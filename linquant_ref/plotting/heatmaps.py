"""Four heatmaps: what quantization did to each element of a tensor."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from linquant_ref.plotting._arguments import bits_of, code_limits, given_axes, integer_codes, real_values
from linquant_ref.plotting._common import Floats, short_name, size_in_points
from linquant_ref.plotting._labels import label, with_chinese_font
from linquant_ref.plotting._maps import block_maxima, block_means, common_exponent, map_shape, readable_on, texts

LARGEST_ANNOTATED = 16
# With more columns than this, the numbers of four maps side by side would be too small to read.
LARGEST_ANNOTATED_IN_A_ROW = 8
# In points; digits are dropped, down to two, until the numbers have this size.
SMALLEST_COMFORTABLE_FONT = 7.0
# In inches: the space for tick labels beside a map, for the figure's title, a map's title, its tick labels, its bar and
# the bar's own labels, of which half of the last one stands out to the right.
BESIDE, SUPTITLE, TITLE, TICK_LABELS, BAR, BAR_LABELS, AT_THE_RIGHT = 0.35, 0.45, 0.3, 0.25, 0.13, 0.32, 0.12


@with_chinese_font
def plot_quantization_errors(
    original_tensor: torch.Tensor | NDArray[Any],
    quantized_tensor: torch.Tensor | NDArray[Any],
    dequantized_tensor: torch.Tensor | NDArray[Any],
    dtype: torch.dtype = torch.int8,
    n_bits: int = 8,
    axes: Sequence[Axes] | NDArray[Any] | None = None,
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
        axes: Four Axes of one figure to draw in; the title of the last map then says what otherwise the figure's does.
            Without them a new figure is made.

    Returns:
        The figure and an array of its four Axes.

    Raises:
        TypeError: A tensor has the wrong type (real numbers, codes, real numbers), dtype is not a torch.dtype, n_bits
            is not an integer, or axes holds something else.
        ValueError: A tensor is empty or not finite, the shapes differ, dtype is another one, n_bits is not between 1
            and the bits of dtype, a code does not fit in n_bits, or axes does not hold four Axes.
    """
    original = real_values("original_tensor", original_tensor)
    codes = integer_codes("quantized_tensor", quantized_tensor)
    dequantized = real_values("dequantized_tensor", dequantized_tensor)
    for name, tensor in (("quantized_tensor", codes), ("dequantized_tensor", dequantized)):
        if tensor.shape != original.shape:
            raise ValueError(
                f"{name} has shape {tuple(tensor.shape)}, original_tensor has shape {tuple(original.shape)}"
            )
    bits = bits_of(dtype, n_bits)
    if bits == 8:
        bits = bits_of(dtype, None)
    quant_min, quant_max = code_limits(dtype, bits)
    for code in (int(codes.min()), int(codes.max())):
        if not quant_min <= code <= quant_max:
            raise ValueError(
                f"quantized_tensor has the code {code}, outside [{quant_min}, {quant_max}]: "
                f"the codes of {bits} bits in {dtype}; pass the dtype and n_bits of your codes"
            )

    shape = map_shape(tuple(original.shape))
    originals, dequantizeds = original.reshape(shape).numpy(), dequantized.reshape(shape).numpy()
    error_map = block_maxima(np.abs(originals - dequantizeds))
    original_map, dequantized_map = block_means(originals), block_means(dequantizeds)
    code_map = block_means(codes.reshape(shape).double().numpy())
    low, high, colours = _value_limits(original_map, dequantized_map)
    largest_error = float(error_map.max()) or 1.0
    title = label("{bits} bits ({dtype})", bits=bits, dtype=short_name(dtype))
    title += label(", MSE = {mse:.5g}", mse=float(((original - dequantized) ** 2).mean()))
    if tuple(original.shape) != shape:
        rows, columns = shape
        title += label(
            "; shape {shape} drawn as {rows} x {columns}", shape=tuple(original.shape), rows=rows, columns=columns
        )
    if error_map.shape != shape:
        elements, blocks = (" x ".join(map(str, sizes)) for sizes in (shape, error_map.shape))
        title += "\n" + label("{elements} elements shown as {blocks} block means", elements=elements, blocks=blocks)
        error_title = label("largest |error| of a block")
    else:
        error_title = label("|original - dequantized|")

    if axes is None:
        fig, maps = _new_figure(shape)
        fig.suptitle(title, fontsize=12, y=1 - 0.06 / fig.get_figheight(), va="top")
    else:
        fig, maps = given_axes(axes, 4)
        error_title += f"\n{title}"
    values_like_these: dict[str, Any] = {"cmap": colours, "vmin": low, "vmax": high}
    original_title = label("original ({dtype})", dtype=_dtype_name(original_tensor))
    _draw_map(maps[0], original_map, shape, original_title, **values_like_these)
    code_title = label("quantized (codes {quant_min} .. {quant_max})", quant_min=quant_min, quant_max=quant_max)
    _draw_map(maps[1], code_map, shape, code_title, cmap="viridis", vmin=quant_min, vmax=quant_max, integers=True)
    dequantized_title = label("dequantized ({dtype})", dtype=_dtype_name(dequantized_tensor))
    _draw_map(maps[2], dequantized_map, shape, dequantized_title, **values_like_these)
    _draw_map(maps[3], error_map, shape, error_title, cmap="cividis", vmin=0.0, vmax=largest_error)
    return fig, maps


def _dtype_name(values: torch.Tensor | NDArray[Any]) -> str:
    return str(values.dtype).removeprefix("torch.")


def _value_limits(original: Floats, dequantized: Floats) -> tuple[float, float, str]:
    low = float(min(original.min(), dequantized.min()))
    high = float(max(original.max(), dequantized.max()))
    if low < 0 < high or low == high == 0:
        largest = max(-low, high) or 1.0
        return -largest, largest, "RdBu_r"
    if low == high:
        low, high = min(low, 0.0), max(high, 0.0)
    return low, high, "cividis"


def _is_annotated(shape: tuple[int, int]) -> bool:
    return max(shape) <= LARGEST_ANNOTATED


def _new_figure(shape: tuple[int, int]) -> tuple[Figure, NDArray[Any]]:
    """Make a figure for four maps with a title, in fixed places: a layout engine would take half of the time."""
    rows, columns = shape
    square = _is_annotated(shape) and columns > LARGEST_ANNOTATED_IN_A_ROW
    (grid_rows, grid_columns), width, tallest = ((2, 2), 11.0, 0.75) if square else ((1, 4), 12.0, 1.2)
    map_width = (width - AT_THE_RIGHT) / grid_columns - BESIDE
    map_height = map_width * min(max(rows / columns, 0.3), tallest)
    block_height = TITLE + map_height + TICK_LABELS + (0.0 if _is_annotated(shape) else BAR + BAR_LABELS)
    height = SUPTITLE + grid_rows * block_height
    fig = plt.figure(figsize=(width, height))
    axes = []
    for number in range(4):
        row, column = divmod(number, grid_columns)
        left = column * (map_width + BESIDE) + BESIDE - 0.03
        bottom = height - SUPTITLE - row * block_height - TITLE - map_height
        axes.append(fig.add_axes((left / width, bottom / height, map_width / width, map_height / height)))
    return fig, np.array(axes, dtype=object)


def _draw_map(
    ax: Axes, values: Floats, shape: tuple[int, int], title: str, *, integers: bool = False, **colours: Any
) -> None:
    rows, columns = shape
    # The extent counts elements, also where a pixel is a block of them.
    extent = (-0.5, columns - 0.5, rows - 0.5, -0.5)
    image = ax.imshow(values, extent=extent, aspect="auto", interpolation="nearest", **colours)
    ax.tick_params(left=False, bottom=False, labelsize=8)
    width, height = (size / 72 for size in size_in_points(ax))
    if _is_annotated(shape):
        first, *more = title.split("\n", 1)
        first += _annotate(ax, image, values, 72 * width / columns, 72 * height / rows, integers=integers)
        title = "\n".join([first, *more])
        ax.set_xticks(range(columns))
        ax.set_yticks(range(rows))
    else:
        for axis in (ax.xaxis, ax.yaxis):
            axis.set_major_locator(MaxNLocator(nbins=6, integer=True, min_n_ticks=1))
        _add_colour_bar(image, height, [colours["vmin"], colours["vmax"]] if integers else None)
    # Given places spare a search for free room, which would take a third of the time that drawing takes.
    ax.set_title(title, fontsize=10, y=1.0)
    ax.xaxis.set_label_coords(0.5, -TICK_LABELS / height)
    ax.yaxis.set_label_coords(-BESIDE / width, 0.5)


def _add_colour_bar(image: AxesImage, height: float, ticks: list[float] | None) -> None:
    place = image.axes.inset_axes((0.0, -(TICK_LABELS + BAR) / height, 1.0, BAR / height))
    bar = image.axes.figure.colorbar(image, cax=place, orientation="horizontal", ticks=ticks or MaxNLocator(nbins=4))
    bar.ax.tick_params(labelsize=8)
    bar.ax.xaxis.get_offset_text().set_fontsize(8)


def _annotate(ax: Axes, image: AxesImage, values: Floats, width: float, height: float, *, integers: bool) -> str:
    """Write numbers into cells of a size in points; return what the title has to add: the power of ten they are in."""
    exponent = 0 if integers else common_exponent(values)
    numbers: NDArray[Any] = np.array([])
    size = 0.0
    for digits in (0,) if integers else (4, 3, 2):
        numbers = texts(values / 10.0**exponent, digits)
        longest = max(len(text) for text in numbers.flat)
        size = min(11.0, width / (0.66 * longest), 0.6 * height)
        if size >= SMALLEST_COMFORTABLE_FONT:
            break
    for (row, column), text in np.ndenumerate(numbers):
        colour = readable_on(tuple(image.to_rgba(values[row, column])))
        number = ax.text(column, row, text, ha="center", va="center", color=colour, fontsize=size)
        number.set_in_layout(False)
    return label(", in {unit}", unit=f"1e{exponent}") if exponent else ""
