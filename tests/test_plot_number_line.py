"""The number line: falls, labels, ticks and the legend are checked, not pixels."""

import numpy as np
import pytest
import torch
from looks import CODES, VECTOR, T, falls_of, legend_of, normal, texts_of
from matplotlib import pyplot as plt
from matplotlib.axes import Axes

from linquant_ref.plotting import plot_number_line
from linquant_ref.plotting._common import SATURATED_COLOUR, VALUE_COLOUR, ZERO_COLOUR

pytestmark = pytest.mark.usefixtures("no_figure_is_left_open", "warnings_are_errors")


class TestNumberLine:
    def test_each_value_is_joined_to_the_place_of_its_code(self) -> None:
        ax = plot_number_line(T, 3.5, -70)
        assert isinstance(ax, Axes)
        falls = np.concatenate([falls_of(ax, VALUE_COLOUR), falls_of(ax, SATURATED_COLOUR)])
        falls = falls[falls[:, 0, 0].argsort()]
        expected = T.flatten().sort()
        np.testing.assert_allclose(falls[:, 0, 0], expected.values, rtol=1e-6)
        np.testing.assert_allclose(falls[:, 1, 0], 3.5 * (CODES.flatten()[expected.indices].double() + 70))
        assert set(falls[:, 0, 1]) == {1.0}
        assert set(falls[:, 1, 1]) == {0.0}

    def test_lines_inside_the_range_are_nearly_vertical_and_saturated_ones_are_not(self) -> None:
        ax = plot_number_line(normal(300), 0.015, 10)
        inside, saturated = falls_of(ax, VALUE_COLOUR), falls_of(ax, SATURATED_COLOUR)
        assert len(inside) + len(saturated) == 300
        assert np.abs(inside[:, 0, 0] - inside[:, 1, 0]).max() <= 0.0075 * (1 + 1e-5)
        assert len(saturated) > 0
        assert np.abs(saturated[:, 0, 0] - saturated[:, 1, 0]).min() > 0.0075
        assert set(saturated[:, 1, 0].round(6)) == {round(0.015 * -138, 6), round(0.015 * 117, 6)}

    def test_saturated_values_are_named_and_counted_in_the_legend(self) -> None:
        ax = plot_number_line(T, 3.5, -70)
        assert legend_of(ax)[:2] == ["value and its code (8 of 9)", "saturated: outside the range (1 of 9)"]

    def test_a_value_on_the_last_code_is_not_called_saturated(self) -> None:
        ax = plot_number_line(VECTOR, 10.8 / 127)
        assert legend_of(ax) == ["value and its code (7 of 7)", "zero point: code 0 is exactly 0.0"]
        assert len(falls_of(ax, SATURATED_COLOUR)) == 0

    def test_zero_point_is_marked_at_zero(self) -> None:
        ax = plot_number_line(T + 500, 3.5, -70, torch.int16)
        marked = [line for line in ax.lines if line.get_color() == ZERO_COLOUR]
        assert [list(line.get_xdata()) for line in marked] == [[0, 0], [0]]
        assert "zero point: code -70 is exactly 0.0" in legend_of(ax)
        assert ax.get_xlim()[0] < 0
        assert "-70" in texts_of(ax)

    def test_few_values_are_labelled_with_value_and_code(self) -> None:
        texts = texts_of(plot_number_line(T, 3.5, -70))
        for label in ["191.6", "-13.5", "728.6", "92.14", "295.5", "-184", "0", "684.6", "245.5"]:
            assert label in texts
        for code in CODES.flatten().tolist():
            assert str(code) in texts
        assert "-128" in texts

    def test_many_values_get_round_numbers_instead_of_labels(self) -> None:
        ax = plot_number_line(torch.arange(-10.0, 11.0), 0.1)
        assert [text.get_text() for text in ax.texts if text.xy[1] == 1] == ["-10", "-5", "0", "5", "10"]

    @pytest.mark.parametrize(
        ("tensor", "scale", "zero_point"),
        [
            (T, 3.5, -70),
            (T, 0.5, 0),
            (VECTOR, 10.8 / 127, 0),
            (torch.tensor([100.0, 100.5, 101.0, 101.5]), 101.5 / 255, -128),
            (normal(20), 0.03, 0),
            (normal(500), 0.03, 10),
            (VECTOR[:3], 1.0, 0),
            (T * 1e9, 1.0, 0),
        ],
        ids=["T", "T-small-scale", "vector", "one-sign", "twenty", "many", "few-codes", "far-away"],
    )
    def test_labels_do_not_overlap_each_other_or_leave_the_figure(
        self, tensor: torch.Tensor, scale: float, zero_point: int
    ) -> None:
        ax = plot_number_line(tensor, scale, zero_point)
        ax.figure.draw_without_rendering()
        boxes = [super(type(text), text).get_window_extent() for text in ax.texts]
        boxes += [text.get_window_extent() for text in [ax.title, *ax.get_legend().get_texts(), *ax.get_yticklabels()]]
        for index, box in enumerate(boxes):
            assert not any(box.overlaps(other) for other in boxes[index + 1 :])
            assert ax.figure.bbox.x0 - 15 <= box.x0 <= box.x1 <= ax.figure.bbox.x1 + 15

    def test_every_code_in_view_is_labelled_if_there_are_few(self) -> None:
        ax = plot_number_line(torch.tensor([0.2, 12.4]), 1.0)
        assert {text.get_text() for text in ax.texts if text.xy[1] == 0} == {str(code) for code in range(14)}

    def test_code_range_is_drawn_whole_where_the_values_fill_a_quarter_of_it(self) -> None:
        low, high = plot_number_line(T / 3, 3.5, -70).get_xlim()
        assert low < 3.5 * (-128 + 70)
        assert high > 3.5 * (127 + 70)

    def test_code_range_that_dwarfs_the_values_is_cut_off_with_arrows(self) -> None:
        ax = plot_number_line(T, 3.5, -70, torch.int16)
        low, high = ax.get_xlim()
        assert -400 < low < -184
        assert 728.6 < high < 1000
        assert {line.get_marker() for line in ax.lines} >= {"<", ">"}
        assert "int16 codes\n-32768 .. 32767" in [label.get_text() for label in ax.get_yticklabels()]

    def test_of_very_many_values_a_sample_with_the_extremes_is_drawn_and_all_are_counted(self) -> None:
        values = torch.linspace(-1, 3, 5001)
        ax = plot_number_line(values, 2 / 127)
        drawn = np.concatenate([falls_of(ax, VALUE_COLOUR), falls_of(ax, SATURATED_COLOUR)])[:, 0, 0]
        assert len(drawn) == 400
        assert (drawn.min(), drawn.max()) == (-1.0, 3.0)
        assert ax.get_title().endswith("; 400 of 5,001 values drawn")
        saturated = int((torch.round(values / (2 / 127)) > 127).sum())
        assert f"saturated: outside the range ({saturated:,} of 5,001)" in legend_of(ax)

    def test_with_fewer_bits_values_beyond_their_codes_saturate(self) -> None:
        ax = plot_number_line(T, 60.0, -2, n_bits=4)
        assert len(falls_of(ax, SATURATED_COLOUR)) == 2
        assert "int8 codes\n-8 .. 7" in [label.get_text() for label in ax.get_yticklabels()]
        assert {text.get_text() for text in ax.texts if text.xy[1] == 0} == {str(code) for code in range(-8, 8)}

    def test_the_codes_of_two_bits_fill_the_line(self) -> None:
        low, high = plot_number_line(torch.tensor([2.1, -1.7, 0.4]), 2.1, n_bits=2).get_xlim()
        assert low < -4.2
        assert high > 2.1
        assert 0.6 * (high - low) < 3 * 2.1

    def test_it_draws_into_given_axes_and_opens_no_figure(self) -> None:
        _, ax = plt.subplots()
        assert plot_number_line(T, 3.5, -70, ax=ax) is ax
        assert len(plt.get_fignums()) == 1

    def test_something_else_than_axes_is_refused(self) -> None:
        with pytest.raises(TypeError, match="ax must be a matplotlib Axes, got str"):
            plot_number_line(T, 3.5, -70, ax="left")  # type: ignore[arg-type]
