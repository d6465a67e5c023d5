"""Sliders for bits, scale and zero point where somebody can move them, and elsewhere the picture they begin with."""

import base64
import io
import math
import sys
from typing import Any

import torch
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from numpy.typing import NDArray

from linquant_ref.language import translated
from linquant_ref.plotting._arguments import code_limits, real_values
from linquant_ref.plotting._common import AffineMap
from linquant_ref.plotting.number_line import plot_number_line
from linquant_ref.plotting.staircase import plot_staircase

SIZE = (11.0, 7.4)
# Left, bottom, width, height of the number line, the staircase and the histogram. Fixed places: the number line finds
# the places of its labels before a layout engine would run.
PLACES = ((0.1, 0.645, 0.88, 0.305), (0.07, 0.09, 0.49, 0.4), (0.62, 0.09, 0.36, 0.4))


def explore_quantization(
    tensor: torch.Tensor | NDArray[Any],
    scale: float | torch.Tensor,
    zero_point: int | torch.Tensor = 0,
    dtype: torch.dtype = torch.int8,
    n_bits: int | None = None,
) -> None:
    """Show the number line and the staircase of a tensor, with sliders for the bits, the scale and the zero point.

    The sliders begin with the given values. They need ipywidgets and a notebook that somebody has opened; wherever a
    program executes the cell, it shows the first picture instead.

    Args:
        tensor: Real numbers of any shape, at least one element.
        scale: Real units per code, positive, one number.
        zero_point: The code of 0.0, one whole number.
        dtype: torch.int8, torch.uint8 or torch.int16.
        n_bits: How many of the dtype's bits the codes use; None means all of them.

    Raises:
        TypeError: tensor does not hold real numbers, scale or zero_point is not a number, dtype is not a torch.dtype,
            or n_bits is not an integer.
        ValueError: tensor is empty or not finite, scale is not one positive number, zero_point is not a code of n_bits
            bits, dtype is another one, or n_bits is not between 1 and its bits.
    """
    values = real_values("tensor", tensor)
    start = AffineMap.checked(scale, zero_point, dtype, n_bits)
    if has_live_front_end():
        try:
            import ipywidgets
        except ImportError:
            pass
        else:
            _show_sliders(ipywidgets, values, start)
            return
    _draw(plt.figure(figsize=SIZE), values, start)


def has_live_front_end() -> bool:
    """Return whether the running cell came from a notebook in which somebody can move a slider.

    JupyterLab and Notebook name the cell in their request to run it, and let the kernel ask the user for input. The
    programs that execute notebooks do neither: nbclient, and with it nbconvert, nbgrader and papermill, and nbval. They
    wait for the end of every cell, and with widgets have been seen to wait forever.
    """
    # Without importing it: outside of IPython there is no front end.
    ipython = sys.modules.get("IPython")
    kernel = getattr(ipython.get_ipython(), "kernel", None) if ipython is not None else None
    if kernel is None:
        return False
    request = kernel.get_parent() or {}
    names_the_cell = bool(request.get("metadata", {}).get("cellId"))
    return names_the_cell and bool(request.get("content", {}).get("allow_stdin"))


def _draw(fig: Figure, values: torch.Tensor, shown: AffineMap) -> None:
    number_line, *staircase = (fig.add_axes(place) for place in PLACES)
    settings: dict[str, Any] = {"dtype": shown.dtype, "n_bits": shown.bits}
    plot_number_line(values, shown.scale, shown.zero_point, ax=number_line, **settings)
    plot_staircase(values, shown.scale, shown.zero_point, axes=staircase, **settings)


def _png(values: torch.Tensor, shown: AffineMap) -> bytes:
    # Not one of pyplot's figures, which the notebook would show below the sliders.
    fig = Figure(figsize=SIZE)
    _draw(fig, values, shown)
    file = io.BytesIO()
    fig.savefig(file, format="png", dpi=100)
    return file.getvalue()


def _show_sliders(widgets: Any, values: torch.Tensor, start: AffineMap) -> None:
    most_bits, middle = torch.iinfo(start.dtype).bits, math.log2(start.scale)
    # Drawing takes as long as several steps of a slider that is being dragged: wait until it is let go.
    look: dict[str, Any] = {
        "layout": {"width": "60%"},
        "style": {"description_width": "8em"},
        "continuous_update": False,
    }
    bits = widgets.IntSlider(start.bits, min=1, max=most_bits, description=translated("bits"), **look)
    scale = widgets.FloatLogSlider(
        start.scale,
        base=2.0,
        # Between the smallest float32 with all its digits and the largest power of two.
        min=min(middle, max(middle - most_bits, -126.0)),
        max=max(middle, min(middle + most_bits, 127.0)),
        step=0.125,
        readout_format=".4g",
        description=translated("scale"),
        **look,
    )
    zero_point = widgets.IntSlider(
        start.zero_point,
        min=start.quant_min,
        max=start.quant_max,
        description=translated("zero point"),
        **look,
    )
    picture = widgets.Image(value=_png(values, start), format="png", layout={"max_width": "100%"})

    def limit_zero_point(change: Any) -> None:
        zero_point.min, zero_point.max = code_limits(start.dtype, change["new"])

    def redraw(_: Any) -> None:
        picture.value = _png(values, AffineMap(scale.value, zero_point.value, start.dtype, bits.value))

    bits.observe(limit_zero_point, "value")
    for slider in (bits, scale, zero_point):
        slider.observe(redraw, "value")
    _display(widgets.VBox([bits, scale, zero_point, picture]), picture.value)


def _display(box: Any, png: bytes) -> None:
    """Show a widget, and in its place the picture wherever a notebook is looked at without widgets."""
    from IPython.display import display

    display({**box._repr_mimebundle_(), "image/png": base64.b64encode(png).decode()}, raw=True)  # type: ignore[no-untyped-call]
