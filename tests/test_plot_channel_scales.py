"""The scales of the channels: steps, marks and the legend are checked, not pixels."""

from typing import Any

import numpy as np
import pytest
import torch
from looks import T, legend_of, normal
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.patches import StepPatch

from linquant_ref import get_q_scales, linear_dequantization, linear_q_symmetric, linear_q_symmetric_per_channel
from linquant_ref.plotting import plot_channel_scales

pytestmark = pytest.mark.usefixtures("no_figure_is_left_open", "warnings_are_errors")

ROWS = normal(6, 40) * torch.logspace(-2, 0, 6)[:, None]


class TestChannelScales:
    @staticmethod
    def steps_of(ax: Axes, style: str) -> np.ndarray:
        (patch,) = [patch for patch in ax.patches if isinstance(patch, StepPatch) and patch.get_linestyle() == style]
        return np.asarray(patch.get_data().values)

    @staticmethod
    def marks_of(ax: Axes, marker: str) -> np.ndarray:
        marks = [line.get_xydata() for line in ax.lines if line.get_marker() == marker]
        return np.concatenate(marks) if marks else np.empty((0, 2))

    @pytest.mark.parametrize("dim", [0, 1, -1])
    def test_steps_are_the_scales_and_half_of_them(self, dim: int) -> None:
        scale = get_q_scales(ROWS, dim)
        ax = plot_channel_scales(ROWS, scale, dim)
        assert isinstance(ax, Axes)
        np.testing.assert_allclose(self.steps_of(ax, "-"), scale)
        np.testing.assert_allclose(self.steps_of(ax, ":"), scale / 2)

    @pytest.mark.parametrize("dim", [0, 1])
    def test_dots_are_the_largest_error_of_each_channel(self, dim: int) -> None:
        codes, scale = linear_q_symmetric_per_channel(ROWS, dim)
        errors = (ROWS - linear_dequantization(codes, scale, 0)).abs().amax(dim=1 - dim)
        dots = self.marks_of(plot_channel_scales(ROWS, scale, dim), "o")
        np.testing.assert_array_equal(dots[:, 0], np.arange(ROWS.shape[dim]))
        np.testing.assert_allclose(dots[:, 1], errors, rtol=1e-4)

    def test_squares_are_the_errors_with_one_scale_and_the_dashed_line_is_that_scale(self) -> None:
        codes, scale = linear_q_symmetric(ROWS)
        ax = plot_channel_scales(ROWS, get_q_scales(ROWS, 0), 0)
        errors = (ROWS - linear_dequantization(codes, scale, 0)).abs().amax(dim=1)
        np.testing.assert_allclose(self.marks_of(ax, "s")[:, 1], errors, rtol=1e-4)
        (line,) = [line for line in ax.lines if line.get_linestyle() == "--"]
        np.testing.assert_allclose(line.get_ydata(), scale, rtol=1e-6)

    def test_a_channel_whose_scale_is_too_small_gets_a_cross(self) -> None:
        scale = get_q_scales(T, 0)
        scale[1] /= 2
        ax = plot_channel_scales(T, scale, 0)
        assert self.marks_of(ax, "o")[:, 0].tolist() == [0, 2]
        ((channel, error),) = self.marks_of(ax, "X")
        assert (channel, error) == (1, pytest.approx(295.5 / 2, rel=1e-3))
        assert legend_of(ax)[-1] == "largest error, saturated"

    def test_the_step_depends_on_the_bits(self) -> None:
        ax = plot_channel_scales(T, get_q_scales(T, 0) * 127 / 7, 0, n_bits=4)
        assert ax.get_title() == "3 channels, codes -7 .. 7"
        (line,) = [line for line in ax.lines if line.get_linestyle() == "--"]
        np.testing.assert_allclose(line.get_ydata(), 728.6 / 7, rtol=1e-6)
        assert len(self.marks_of(ax, "X")) == 0

    def test_a_channel_of_zeros_is_not_drawn_and_does_not_stretch_the_axis(self) -> None:
        rows = torch.cat([ROWS, torch.zeros(1, 40)])
        ax = plot_channel_scales(rows, get_q_scales(rows, 0), 0)
        assert np.isnan(self.steps_of(ax, "-")[6])
        assert 6 not in self.marks_of(ax, "o")[:, 0]
        assert ax.get_ylim()[0] > 1e-6
        plot_channel_scales(torch.zeros(2, 2), torch.ones(2), 0).figure.draw_without_rendering()

    @pytest.mark.parametrize("shape", [(6,), (6, 1)], ids=str)
    def test_scales_may_be_a_vector_or_have_the_rank_of_the_tensor(self, shape: tuple[int, ...]) -> None:
        ax = plot_channel_scales(ROWS, get_q_scales(ROWS, 0).reshape(shape), 0)
        assert len(self.steps_of(ax, "-")) == 6

    @pytest.mark.parametrize(
        ("scale", "dim", "error", "message"),
        [
            (torch.ones(1, 3), 0, ValueError, r"scale must have shape \(3,\) or \(3, 1\) for 3 channels along dim 0"),
            (torch.ones(2), 0, ValueError, r"scale must have shape \(3,\).*shape \(2,\)"),
            (torch.tensor([1.0, 0.0, 1.0]), 0, ValueError, "scale must be positive.*0.0"),
            (torch.tensor([1.0, -2.0, 1.0]), 0, ValueError, "scale must be positive.*-2.0"),
            (torch.tensor([1.0, float("nan"), 1.0]), 0, ValueError, "scale must be finite"),
            (torch.ones(3, dtype=torch.int8), 0, TypeError, "scale must be a floating-point"),
            ([1.0, 1.0, 1.0], 0, TypeError, "scale must be a floating-point"),
            (torch.ones(3), 2, ValueError, r"dim must lie in \[-2, 1\].*got 2"),
            (torch.ones(3), 0.0, TypeError, "dim must be an integer, got 0.0"),
        ],
        ids=["other-dim", "too-few", "zero", "negative", "nan", "integers", "list", "no-such-dim", "float-dim"],
    )
    def test_bad_scales_and_dims_are_refused_by_name(
        self, scale: Any, dim: Any, error: type[Exception], message: str
    ) -> None:
        with pytest.raises(error, match=message):
            plot_channel_scales(T, scale, dim)
        assert plt.get_fignums() == []

    @pytest.mark.parametrize(("dtype", "n_bits"), [(torch.uint8, None), (torch.int8, 1), (torch.int8, 9)], ids=str)
    def test_codes_without_a_sign_are_refused(self, dtype: torch.dtype, n_bits: Any) -> None:
        with pytest.raises(ValueError, match=r"dtype must be one of|n_bits must"):
            plot_channel_scales(T, torch.ones(3), 0, dtype, n_bits)

    def test_the_labels_stay_inside_the_figure(self) -> None:
        ax = plot_channel_scales(ROWS, get_q_scales(ROWS, 0), 0)
        ax.figure.draw_without_rendering()
        box = ax.get_legend().get_window_extent()
        assert ax.figure.bbox.x0 <= box.x0 <= box.x1 <= ax.figure.bbox.x1

    def test_it_draws_into_given_axes_and_opens_no_figure(self) -> None:
        _, ax = plt.subplots()
        assert plot_channel_scales(T, torch.ones(3), 0, ax=ax) is ax
        assert len(plt.get_fignums()) == 1

    def test_something_else_than_axes_is_refused(self) -> None:
        with pytest.raises(TypeError, match="ax must be a matplotlib Axes, got str"):
            plot_channel_scales(T, torch.ones(3), 0, ax="left")  # type: ignore[arg-type]
