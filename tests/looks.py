"""What the tests of the pictures share: tensors to draw, and ways to read a picture back."""

from typing import Any

import matplotlib as mpl
import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure

from linquant_ref import (
    linear_dequantization,
    linear_quantization,
)
from linquant_ref.plotting import plot_quantization_errors

mpl.use("Agg")

T = torch.tensor([[191.6, -13.5, 728.6], [92.14, 295.5, -184.0], [0.0, 684.6, 245.5]])
CODES = torch.tensor([[-15, -74, 127], [-44, 14, -123], [-70, 126, 0]], dtype=torch.int8)
VECTOR = torch.tensor([5.47, 3.08, -7.59, 0.0, -1.95, -4.57, 10.8])
DTYPES = (torch.int8, torch.uint8, torch.int16)


def normal(*shape: int) -> torch.Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(0))


def errors_of(tensor: torch.Tensor, dtype: torch.dtype = torch.int8, **options: Any) -> tuple[Figure, Any]:
    codes, scale, zero_point = linear_quantization(tensor.detach(), dtype=dtype)
    dequantized = linear_dequantization(codes, scale, zero_point)
    return plot_quantization_errors(tensor, codes, dequantized, dtype=dtype, **options)


def image_of(ax: Axes) -> np.ndarray:
    return np.asarray(ax.images[0].get_array())


def limits_of(ax: Axes) -> tuple[float, float]:
    return ax.images[0].get_clim()


def texts_of(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts]


def legend_of(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.get_legend().get_texts()]


def falls_of(ax: Axes, colour: str) -> np.ndarray:
    """Return the lines from values to codes that have a colour, as an array [line, end, coordinate]."""
    segments: list[Any] = []
    for collection in ax.collections:
        if isinstance(collection, LineCollection) and to_hex(collection.get_colors()[0]).upper() == colour:
            segments += collection.get_segments()
    return np.array(segments).reshape(-1, 2, 2)


def contrast(colour: Any, other: Any) -> float:
    """Return the contrast ratio as WCAG 2.2 defines it: (lighter + 0.05) / (darker + 0.05)."""

    def luminance(rgb: Any) -> float:
        channels = np.asarray(to_rgb(rgb))
        linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
        return float(linear @ [0.2126, 0.7152, 0.0722])

    darker, lighter = sorted((luminance(colour), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)
