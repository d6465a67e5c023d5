"""The use of the range: bars, shaded codes and titles are checked, not pixels."""

import numpy as np
import pytest
import torch
from looks import T, normal, texts_of
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Polygon, Rectangle, StepPatch

from linquant_ref import (
    linear_q_symmetric,
    linear_quantization,
)
from linquant_ref.plotting import plot_range_use

pytestmark = pytest.mark.usefixtures("no_figure_is_left_open", "warnings_are_errors")


class TestRangeUse:
    @staticmethod
    def histogram_of(ax: Axes) -> tuple[np.ndarray, np.ndarray]:
        (patch,) = [patch for patch in ax.patches if isinstance(patch, StepPatch)]
        return np.asarray(patch.get_data().values), np.asarray(patch.get_data().edges)

    @staticmethod
    def shaded(ax: Axes) -> list[tuple[float, float]]:
        """Return the shaded intervals; axvspan makes a Polygon before matplotlib 3.9 and a Rectangle since."""
        spans = [patch for patch in ax.patches if isinstance(patch, Rectangle | Polygon)]
        corners = [span.get_extents().transformed(ax.transData.inverted()) for span in spans]
        return [(round(box.x0, 3), round(box.x1, 3)) for box in corners]

    @pytest.mark.parametrize("dtype", [torch.int8, torch.int16], ids=str)
    def test_the_bars_count_the_codes_of_both_modes(self, dtype: torch.dtype) -> None:
        tensor = normal(3000) + 1
        fig, axes = plot_range_use(tensor, dtype)
        assert isinstance(fig, Figure)
        assert isinstance(axes, np.ndarray)
        assert axes.shape == (2,)
        for ax, codes in zip(
            axes, (linear_quantization(tensor, dtype)[0], linear_q_symmetric(tensor, dtype)[0]), strict=True
        ):
            counts, edges = self.histogram_of(ax)
            assert len(counts) in (255, 256)
            assert counts.sum() == 3000
            np.testing.assert_array_equal(counts, np.histogram(codes.numpy().astype(np.int64), edges)[0])

    def test_one_bar_stands_for_one_int8_code(self) -> None:
        _, axes = plot_range_use(T)
        counts, edges = self.histogram_of(axes[1])
        assert (edges[:-1][counts > 0] + 0.5).tolist() == [-32, -2, 0, 16, 33, 43, 52, 119, 127]

    def test_int16_bars_do_not_mix_codes_below_zero_with_codes_from_zero_on(self) -> None:
        _, axes = plot_range_use(normal(100).relu(), torch.int16)
        counts, edges = self.histogram_of(axes[1])
        assert -0.5 in edges
        assert counts[edges[:-1] < -0.5].sum() == 0

    def test_unused_codes_at_the_ends_are_shaded(self) -> None:
        _, axes = plot_range_use(T)
        assert self.shaded(axes[0]) == []
        assert self.shaded(axes[1]) == [(-127.5, -32.5)]

    def test_both_ends_are_shaded_where_both_are_unused(self) -> None:
        _, axes = plot_range_use(torch.zeros(4))
        assert self.shaded(axes[0]) == [(-127.5, 127.5)]
        assert self.shaded(axes[1]) == [(-127.5, -0.5), (0.5, 127.5)]

    def test_titles_give_share_of_the_range_and_mean_squared_error(self) -> None:
        _, axes = plot_range_use(T)
        assert axes[0].get_title() == (
            "asymmetric, scale 3.579, zero point -77: codes -128 .. 127, 100.0% of the range, MSE 1.573"
        )
        assert axes[1].get_title() == "symmetric, scale 5.737: codes -32 .. 127, 62.7% of the range, MSE 2.509"

    def test_relu_data_use_half_of_the_symmetric_range(self) -> None:
        _, axes = plot_range_use(normal(5000).relu())
        assert "codes 0 .. 127, 50.2% of the range" in axes[1].get_title()
        assert "codes -128 .. 127, 100.0% of the range" in axes[0].get_title()

    def test_a_bar_that_dwarfs_the_others_is_cut_off_and_carries_its_count(self) -> None:
        tensor = normal(5000).relu()
        _, axes = plot_range_use(tensor)
        for ax in axes:
            counts, _ = self.histogram_of(ax)
            assert ax.get_ylim()[1] < counts.max()
            assert texts_of(ax) == [f"{counts.max():,} values"]

    def test_ordinary_bars_are_not_cut_off(self) -> None:
        _, axes = plot_range_use(normal(5000))
        for ax in axes:
            assert ax.get_ylim()[1] > self.histogram_of(ax)[0].max()
            assert texts_of(ax) == []

    @pytest.mark.parametrize("dtype", [torch.int8, torch.int16], ids=str)
    def test_the_whole_code_range_is_in_view(self, dtype: torch.dtype) -> None:
        _, axes = plot_range_use(torch.ones(3), dtype)
        for ax in axes:
            low, high = ax.get_xlim()
            assert low < torch.iinfo(dtype).min < torch.iinfo(dtype).max < high

    def test_it_draws_into_given_axes(self) -> None:
        fig, pair = plt.subplots(1, 2)
        returned_fig, returned_axes = plot_range_use(T, axes=pair)
        assert returned_fig is fig
        assert list(returned_axes) == list(pair)
        for ax in pair:
            assert ax.get_xlim() == (-130.55, 129.55)
        assert len(plt.get_fignums()) == 1

    def test_a_number_of_axes_other_than_two_is_refused(self) -> None:
        with pytest.raises(ValueError, match="2 Axes, got 1"):
            plot_range_use(T, axes=[plt.subplots()[1]])

    def test_an_unsigned_dtype_is_refused(self) -> None:
        with pytest.raises(ValueError, match=r"dtype must be one of.*got torch\.uint8"):
            plot_range_use(T, torch.uint8)
