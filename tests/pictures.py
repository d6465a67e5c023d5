"""An example of every picture, with data like those of the lessons."""

from collections.abc import Callable

import torch
from looks import CODES, T, normal
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from linquant_ref import get_q_scales, linear_dequantization
from linquant_ref.plotting import (
    explore_quantization,
    plot_channel_scales,
    plot_error_by_bits,
    plot_granularities,
    plot_number_line,
    plot_quantization_errors,
    plot_range_use,
    plot_staircase,
    plot_weight_distribution,
)


def number_line() -> Figure:
    return plot_number_line(T, 3.5, -70).figure


def number_line_of_many_values() -> Figure:
    return plot_number_line(normal(600), 0.015, 10).figure


def staircase() -> Figure:
    return plot_staircase(T, 3.5, -70)[0]


def heatmaps() -> Figure:
    return plot_quantization_errors(T, CODES, linear_dequantization(CODES, 3.5, -70))[0]


def heatmaps_of_a_layer() -> Figure:
    codes = torch.round(normal(20, 40) / 0.5).clamp(-8, 7).to(torch.int8)
    return plot_quantization_errors(normal(20, 40), codes, 0.5 * codes, n_bits=4)[0]


def range_use() -> Figure:
    return plot_range_use(normal(3000).relu())[0]


def weight_distribution() -> Figure:
    return plot_weight_distribution(normal(3000), 0.4, 1, n_bits=4).figure


def channel_scales() -> Figure:
    weights = normal(12, 64) * torch.logspace(-1.5, 0, 12)[:, None]
    scale = get_q_scales(weights, 0)
    scale[3] /= 2
    return plot_channel_scales(weights, scale, 0).figure


def error_by_bits() -> Figure:
    per_tensor = {8: 0.002, 4: 0.6, 3: 2.0, 2: 9.0}
    return plot_error_by_bits({"per tensor": per_tensor, "per group": {8.5: 0.0, 4.5: 0.1, 3.5: 0.4, 2.5: 2.0}}).figure


def granularities() -> Figure:
    per_tensor = {"embed": 0.11, "qkv": 0.16, "out": 0.21}
    per_channel = {"embed": 0.08, "qkv": 0.12, "out": 0.11}
    return plot_granularities({"per tensor": per_tensor, "per channel": per_channel}, "relative squared error").figure


def explorer() -> Figure:
    explore_quantization(T, 60.0, -2, n_bits=4)
    return plt.gcf()


EXAMPLES: dict[str, Callable[[], Figure]] = {
    example.__name__: example
    for example in (
        number_line,
        number_line_of_many_values,
        staircase,
        heatmaps,
        heatmaps_of_a_layer,
        range_use,
        weight_distribution,
        channel_scales,
        error_by_bits,
        granularities,
        explorer,
    )
}
