"""The staircase: steps, dots, the inset and the histogram are checked, not pixels."""

import numpy as np
import pytest
import torch
from looks import T, legend_of, normal
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle, StepPatch

from linquant_ref import (
    linear_dequantization,
    linear_q_with_scale_and_zero_point,
)
from linquant_ref.plotting import plot_staircase
from linquant_ref.plotting._common import SATURATED_COLOUR, VALUE_COLOUR

pytestmark = pytest.mark.usefixtures("no_figure_is_left_open", "warnings_are_errors")


class TestStaircase:
    @staticmethod
    def stairs_of(ax: Axes) -> tuple[np.ndarray, np.ndarray]:
        (patch,) = [patch for patch in ax.patches if isinstance(patch, StepPatch)]
        data = patch.get_data()
        return np.asarray(data.values), np.asarray(data.edges)

    def test_step_heights_are_the_dequantized_codes_and_edges_lie_halfway(self) -> None:
        fig, axes = plot_staircase(T, 3.5, -70)
        assert isinstance(fig, Figure)
        assert isinstance(axes, np.ndarray)
        assert axes.shape == (2,)
        heights, edges = self.stairs_of(axes[0])
        np.testing.assert_allclose(heights, 3.5 * (np.arange(-128, 128) + 70))
        np.testing.assert_allclose(edges[1:-1], 3.5 * (np.arange(-128, 127) + 0.5 + 70))

    @pytest.mark.parametrize(
        ("tensor", "scale", "zero_point", "dtype"),
        [(T, 3.5, -70, torch.int8), (normal(50).relu(), 0.01, 0, torch.uint8), (T, 3.5, -70, torch.int16)],
        ids=["int8", "uint8", "int16"],
    )
    def test_the_staircase_is_what_quantizing_and_dequantizing_gives(
        self, tensor: torch.Tensor, scale: float, zero_point: int, dtype: torch.dtype
    ) -> None:
        _, axes = plot_staircase(tensor, scale, zero_point, dtype)
        heights, edges = self.stairs_of(axes[0])
        low, high = axes[0].get_xlim()
        assert edges[0] <= low < high <= edges[-1]
        inside = torch.linspace(low, high, 998)
        codes = linear_q_with_scale_and_zero_point(inside, scale, zero_point, dtype=dtype)
        expected = linear_dequantization(codes, scale, zero_point)
        actual = heights[np.searchsorted(edges, inside.numpy().astype(np.float64)) - 1]
        np.testing.assert_allclose(actual, expected.numpy(), rtol=1e-5, atol=scale * 1e-3)

    def test_both_plateaus_are_in_view(self) -> None:
        _, axes = plot_staircase(T / 3, 3.5, -70)
        _, edges = self.stairs_of(axes[0])
        low, high = axes[0].get_xlim()
        assert low < edges[1] - 3.5
        assert high > edges[-2] + 3.5

    def test_identity_line_is_dashed(self) -> None:
        _, axes = plot_staircase(T, 3.5, -70)
        (identity,) = [line for line in axes[0].lines if line.get_linestyle() == "--"]
        np.testing.assert_array_equal(identity.get_xdata(), identity.get_ydata())
        assert tuple(identity.get_xdata()) == axes[0].get_xlim()

    def test_dots_of_the_values_lie_on_the_staircase(self) -> None:
        _, axes = plot_staircase(T, 3.5, -70)
        dots = {line.get_color(): line for line in axes[0].lines if line.get_marker() == "o"}
        assert set(dots) == {VALUE_COLOUR, SATURATED_COLOUR}
        np.testing.assert_allclose(dots[SATURATED_COLOUR].get_xydata(), [[728.6, 689.5]], rtol=1e-6)
        assert len(dots[VALUE_COLOUR].get_xdata()) == 8
        assert legend_of(axes[0]) == ["no error", "dequantized", "value", "saturated value"]

    def test_an_inset_shows_about_eight_steps_around_zero(self) -> None:
        _, axes = plot_staircase(T, 3.5, -70)
        (inset,) = axes[0].child_axes
        low, high = inset.get_xlim()
        assert low < 0 < high
        assert 7 <= (high - low) / 3.5 <= 10
        heights, _ = self.stairs_of(inset)
        assert {-14.0, -10.5, -7.0, -3.5, 0.0, 3.5, 7.0, 10.5, 14.0} <= set(heights.round(6))

    def test_no_inset_where_single_steps_can_be_seen(self) -> None:
        _, axes = plot_staircase(torch.tensor([0.2, 1.4, 2.6, -3.7]), 1.0)
        assert axes[0].child_axes == []

    @staticmethod
    def bars_of(ax: Axes, colour: str) -> list[Rectangle]:
        bars = [patch for patch in ax.patches if isinstance(patch, Rectangle)]
        return [bar for bar in bars if to_hex(bar.get_facecolor()).upper() == colour]

    def test_error_histogram_counts_every_value_once(self) -> None:
        _, axes = plot_staircase(T, 3.5, -70)
        rounded, saturated = self.bars_of(axes[1], VALUE_COLOUR), self.bars_of(axes[1], SATURATED_COLOUR)
        assert sum(bar.get_height() for bar in rounded) == 8
        assert sum(bar.get_height() for bar in saturated) == 1
        assert "9 errors, MSE = 170.88" in axes[1].get_title()

    def test_an_error_that_exceeds_half_a_step_by_float_rounding_is_counted(self) -> None:
        tie = torch.tensor([0.05])
        assert tie.double().item() > 0.1 / 2
        _, axes = plot_staircase(tie, 0.1)
        assert [bar.get_height() for bar in self.bars_of(axes[1], VALUE_COLOUR)][-1] == 1

    def test_bars_fill_the_interval_of_half_a_step_and_saturation_stands_outside(self) -> None:
        tensor = normal(10000)
        _, axes = plot_staircase(tensor, 0.015)
        rounded, saturated = self.bars_of(axes[1], VALUE_COLOUR), self.bars_of(axes[1], SATURATED_COLOUR)
        assert min(bar.get_x() for bar in rounded) == pytest.approx(-0.0075)
        assert max(bar.get_x() + bar.get_width() for bar in rounded) == pytest.approx(0.0075)
        below, above = saturated
        assert below.get_x() + below.get_width() < -0.0075 < 0.0075 < above.get_x()
        codes = torch.round(tensor / 0.015)
        assert below.get_height() == (codes < -128).sum()
        assert above.get_height() == (codes > 127).sum()

    def test_each_bar_counts_the_errors_in_its_interval(self) -> None:
        tensor = normal(10000)
        _, axes = plot_staircase(tensor, 0.04)
        bars = self.bars_of(axes[1], VALUE_COLOUR)
        codes = linear_q_with_scale_and_zero_point(tensor, 0.04, 0).double()
        errors = (tensor.double() - 0.04 * codes).clamp(-0.02, 0.02)
        edges = [bar.get_x() for bar in bars] + [bars[-1].get_x() + bars[-1].get_width()]
        np.testing.assert_array_equal([bar.get_height() for bar in bars], np.histogram(errors.numpy(), edges)[0])
        assert errors.min() < -0.01 < 0.01 < errors.max()

    def test_positive_errors_are_values_above_their_codes(self) -> None:
        _, axes = plot_staircase(torch.tensor([0.9, 1.9, 3.2]), 4.0)
        bars = [bar for bar in self.bars_of(axes[1], VALUE_COLOUR) if bar.get_height()]
        assert [(bar.get_x() > -1e-9, bar.get_height()) for bar in bars] == [(False, 1), (True, 1), (True, 1)]

    def test_uniform_level_and_limits_are_marked(self) -> None:
        _, axes = plot_staircase(T, 3.5, -70)
        segments = [tuple(map(tuple, segment)) for lines in axes[1].collections for segment in lines.get_segments()]
        level = 8 / len(self.bars_of(axes[1], VALUE_COLOUR))
        assert ((-1.75, level), (1.75, level)) in segments
        assert ((-1.75, 0.0), (-1.75, 1.0)) in segments
        assert ((1.75, 0.0), (1.75, 1.0)) in segments
        assert "all errors equally likely" in legend_of(axes[1])

    def test_it_draws_into_given_axes(self) -> None:
        fig, pair = plt.subplots(1, 2)
        returned_fig, returned_axes = plot_staircase(T, 3.5, -70, axes=list(pair))
        assert returned_fig is fig
        assert list(returned_axes) == list(pair)
        assert len(plt.get_fignums()) == 1

    @pytest.mark.parametrize("count", [1, 3])
    def test_a_number_of_axes_other_than_two_is_refused(self, count: int) -> None:
        axes = plt.subplots(1, count, squeeze=False)[1]
        with pytest.raises(ValueError, match=f"2 Axes, got {count}"):
            plot_staircase(T, 3.5, -70, axes=axes)

    def test_with_fewer_bits_the_staircase_ends_at_their_codes(self) -> None:
        _, axes = plot_staircase(T, 60.0, -2, n_bits=4)
        heights, _ = self.stairs_of(axes[0])
        np.testing.assert_allclose(heights, 60.0 * (np.arange(-8, 8) + 2))
        assert axes[0].get_title() == "4 bits (int8), scale 60, zero point -2"

    def test_something_else_than_axes_is_refused(self) -> None:
        with pytest.raises(TypeError, match="Axes, got str"):
            plot_staircase(T, 3.5, -70, axes=["left", "right"])  # type: ignore[list-item]
