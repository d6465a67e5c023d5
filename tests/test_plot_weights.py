"""The distribution over the grid: bars, grid, shading and titles are checked, not pixels."""

from typing import Any

import numpy as np
import pytest
import torch
from looks import T, legend_of, normal
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex
from matplotlib.patches import Polygon, Rectangle, StepPatch

from linquant_ref import linear_q_with_scale_and_zero_point
from linquant_ref.plotting import plot_weight_distribution
from linquant_ref.plotting._common import SATURATED_COLOUR, VALUE_COLOUR

pytestmark = pytest.mark.usefixtures("no_figure_is_left_open", "warnings_are_errors")


class TestWeightDistribution:
    @staticmethod
    def bars_of(ax: Axes, colour: str) -> tuple[np.ndarray, np.ndarray]:
        patches = [patch for patch in ax.patches if isinstance(patch, StepPatch)]
        (patch,) = [patch for patch in patches if to_hex(patch.get_facecolor()).upper() == colour]
        return np.asarray(patch.get_data().values), np.asarray(patch.get_data().edges)

    @staticmethod
    def grid_of(ax: Axes) -> LineCollection:
        (grid,) = [collection for collection in ax.collections if isinstance(collection, LineCollection)]
        return grid

    @staticmethod
    def codes_of(ax: Axes) -> list[str]:
        (codes,) = ax.child_axes
        ax.figure.draw_without_rendering()
        return [text.get_text().replace("\N{MINUS SIGN}", "-") for text in codes.get_xticklabels()]

    def test_the_bars_count_every_value_once(self) -> None:
        tensor = normal(10000)
        ax = plot_weight_distribution(tensor, 0.015, 10)
        counts, edges = self.bars_of(ax, VALUE_COLOUR)
        beyond, same_edges = self.bars_of(ax, SATURATED_COLOUR)
        np.testing.assert_array_equal(edges, same_edges)
        np.testing.assert_array_equal(counts + beyond, np.histogram(tensor.numpy(), edges)[0])
        rounded = torch.round(tensor / 0.015 + 10)
        assert beyond.sum() == ((rounded < -128) | (rounded > 127)).sum()
        assert (counts + beyond).sum() == 10000

    @pytest.mark.parametrize(("scale", "n_bits"), [(0.015, None), (0.5, 4), (3.0, 2), (0.001, None)], ids=str)
    def test_bars_end_halfway_between_codes(self, scale: float, n_bits: Any) -> None:
        ax = plot_weight_distribution(normal(1000), scale, 0, n_bits=n_bits)
        _, edges = self.bars_of(ax, VALUE_COLOUR)
        width = edges[1] - edges[0]
        places = edges / scale - 0.5
        if width >= scale:
            np.testing.assert_allclose(places, places.round(), atol=1e-6)
        else:
            halfway = np.arange(places.min().round() + 1, places.max().round())
            assert np.abs(places[:, None] - halfway).min(axis=0).max() < 1e-6
        assert 40 <= len(edges) <= 162

    def test_no_bar_lies_both_inside_and_outside_of_the_range(self) -> None:
        ax = plot_weight_distribution(normal(1000), 0.01, 3)
        inside, edges = self.bars_of(ax, VALUE_COLOUR)
        beyond, _ = self.bars_of(ax, SATURATED_COLOUR)
        assert not (inside.astype(bool) & beyond.astype(bool)).any()
        lowest, highest = 0.01 * (-128.5 - 3), 0.01 * (127.5 - 3)
        middles = (edges[:-1] + edges[1:]) / 2
        np.testing.assert_array_equal(beyond > 0, (inside + beyond > 0) & ((middles < lowest) | (middles > highest)))

    def test_a_line_stands_at_each_code_where_there_is_room(self) -> None:
        ax = plot_weight_distribution(T, 60.0, -2, n_bits=4)
        segments = np.array(self.grid_of(ax).get_segments())
        np.testing.assert_allclose(segments[:, 0, 0], 60.0 * (np.arange(-8, 8) + 2))
        assert set(segments[:, 1, 1]) == {1.0}
        assert self.codes_of(ax) == [str(code) for code in range(-8, 8)]

    def test_many_codes_get_short_ticks_and_round_numbers(self) -> None:
        tensor = normal(1000)
        ax = plot_weight_distribution(tensor, tensor.abs().max() / 127)
        segments = np.array(self.grid_of(ax).get_segments())
        assert len(segments) == 256
        assert segments[:, 1, 1].max() < 0.1
        assert self.codes_of(ax) == [str(code) for code in range(-120, 121, 20)]

    def test_codes_that_cannot_be_told_apart_get_no_ticks(self) -> None:
        ax = plot_weight_distribution(T, 0.05, 0, torch.int16)
        assert not any(isinstance(collection, LineCollection) for collection in ax.collections)
        assert len(self.codes_of(ax)) > 5

    def test_the_axis_above_names_the_codes_of_the_real_values_below(self) -> None:
        ax = plot_weight_distribution(T, 3.5, -70)
        (codes,) = ax.child_axes
        ax.figure.draw_without_rendering()
        np.testing.assert_allclose(3.5 * (np.array(codes.get_xlim()) + 70), ax.get_xlim())

    def test_what_lies_beyond_the_codes_is_shaded(self) -> None:
        ax = plot_weight_distribution(T, 3.5, -70)
        spans = [patch for patch in ax.patches if isinstance(patch, Rectangle | Polygon)]
        boxes = sorted(span.get_extents().transformed(ax.transData.inverted()).intervalx.tolist() for span in spans)
        low, high = ax.get_xlim()
        np.testing.assert_allclose(boxes, [[low, 3.5 * (-128.5 + 70)], [3.5 * (127.5 + 70), high]])

    def test_triangles_mark_the_smallest_and_the_largest_value(self) -> None:
        ax = plot_weight_distribution(T, 3.5, -70)
        (marks,) = [line for line in ax.lines if line.get_marker() == "^"]
        np.testing.assert_allclose(marks.get_xdata(), [-184.0, 728.6], rtol=1e-6)

    def test_the_title_counts_codes_and_the_values_that_share_one(self) -> None:
        tensor = torch.tensor([0.1, -0.2, 0.3, 24.0])
        assert plot_weight_distribution(tensor, 8.0, 1, n_bits=3).get_title() == (
            "3 bits (int8), scale 8, zero point 1\n2 of 8 codes occur; 75.0% of the values share code 1"
        )
        codes = linear_q_with_scale_and_zero_point(normal(5000), 0.01, 0)
        most = codes.bincount().max() if codes.min() >= 0 else torch.unique(codes, return_counts=True)[1].max()
        title = plot_weight_distribution(normal(5000), 0.01).get_title()
        assert f"{len(codes.unique())} of 256 codes occur; {most / 5000:.1%} of the values" in title

    def test_the_legend_counts_the_values(self) -> None:
        assert legend_of(plot_weight_distribution(T, 3.5, -70)) == [
            "values: 8",
            "saturated values: 1",
            "beyond the codes -128 .. 127",
            "smallest and largest value",
        ]

    def test_it_draws_into_given_axes_and_opens_no_figure(self) -> None:
        _, ax = plt.subplots()
        assert plot_weight_distribution(T, 3.5, -70, ax=ax) is ax
        assert len(plt.get_fignums()) == 1

    def test_something_else_than_axes_is_refused(self) -> None:
        with pytest.raises(TypeError, match="ax must be a matplotlib Axes, got str"):
            plot_weight_distribution(T, 3.5, -70, ax="left")  # type: ignore[arg-type]
