"""Errors by bits and by granularity: lines, bars and labels are checked, not pixels."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from looks import legend_of, texts_of
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.colors import to_hex

from linquant_ref.plotting import plot_error_by_bits, plot_granularities

pytestmark = pytest.mark.usefixtures("no_figure_is_left_open", "warnings_are_errors")

BY_BITS = {"per tensor": {8: 0.002, 4: 0.6, 2: 9.0}, "per group": {8.5: 0.0, 4.5: 0.1}}
BY_LAYER = {"per tensor": {"first": 0.2, "second": 0.4}, "per channel": {"first": 0.1, "third": 0.3}}


class TestErrorByBits:
    @staticmethod
    def line_of(ax: Axes, name: str) -> Any:
        (line,) = [line for line in ax.lines if line.get_label() == name]
        return line

    def test_each_way_has_a_line_through_its_errors_in_order_of_bits(self) -> None:
        ax = plot_error_by_bits(BY_BITS)
        assert self.line_of(ax, "per tensor").get_xydata().tolist() == [[2, 9.0], [4, 0.6], [8, 0.002]]
        assert self.line_of(ax, "per group").get_xydata().tolist() == [[4.5, 0.1]]
        assert legend_of(ax) == ["divided by 4 for each bit", "per tensor", "per group"]

    def test_lines_differ_in_colour_and_in_marker(self) -> None:
        ax = plot_error_by_bits({str(number): {8: 1.0} for number in range(7)})
        lines = [self.line_of(ax, str(number)) for number in range(7)]
        assert len({line.get_color() for line in lines}) == 7
        assert len({line.get_marker() for line in lines}) == 7

    def test_the_dashed_line_divides_the_largest_error_by_four_for_each_bit(self) -> None:
        ax = plot_error_by_bits(BY_BITS)
        guide = self.line_of(ax, "divided by 4 for each bit")
        assert guide.get_xydata().tolist() == [[2, 9.0], [8.5, pytest.approx(9.0 / 4**6.5)]]
        assert "divided by 2 for each bit" in legend_of(plot_error_by_bits(BY_BITS, divided_by=2))
        assert legend_of(plot_error_by_bits(BY_BITS, divided_by=None)) == ["per tensor", "per group"]

    def test_an_error_of_zero_is_a_hollow_mark_at_the_lower_end(self) -> None:
        ax = plot_error_by_bits(BY_BITS)
        (hollow,) = [line for line in ax.lines if line.get_markerfacecolor() == "none" and len(line.get_xdata())]
        assert hollow.get_xydata().tolist() == [[8.5, ax.get_ylim()[0]]]
        assert texts_of(ax) == ["0"]
        assert 0 < ax.get_ylim()[0] < 0.002

    def test_errors_that_are_all_zero_can_be_drawn(self) -> None:
        plot_error_by_bits({"exact": {8: 0.0, 4: 0.0}}).figure.draw_without_rendering()

    def test_the_axis_names_the_quantity(self) -> None:
        assert plot_error_by_bits(BY_BITS).get_ylabel() == "mean squared error"
        assert plot_error_by_bits(BY_BITS, quantity="largest error").get_ylabel() == "largest error"

    @pytest.mark.parametrize("bits", [0, -1, float("nan")])
    def test_impossible_numbers_of_bits_are_refused(self, bits: float) -> None:
        with pytest.raises(ValueError, match=f"a number of bits must be.*{bits}"):
            plot_error_by_bits({"a": {bits: 1.0}})

    def test_bits_given_as_text_are_refused(self) -> None:
        with pytest.raises(TypeError, match="a number of bits must be a number, got '8'"):
            plot_error_by_bits({"a": {"8": 1.0}})  # type: ignore[dict-item]

    @pytest.mark.parametrize("factor", [1, 0.5])
    def test_a_rate_that_does_not_fall_is_refused(self, factor: float) -> None:
        with pytest.raises(ValueError, match=f"divided_by must be above 1, got {factor}"):
            plot_error_by_bits(BY_BITS, divided_by=factor)


class TestGranularities:
    @staticmethod
    def bars_of(ax: Axes) -> dict[str, list[tuple[float, float]]]:
        """Return (middle, length) of the bars of each series."""
        return {
            container.get_label(): [(bar.get_y() + bar.get_height() / 2, bar.get_width()) for bar in container]
            for container in ax.containers
        }

    @staticmethod
    def ticks_of(ax: Axes) -> dict[str, float]:
        return {text.get_text(): place for place, text in zip(ax.get_yticks(), ax.get_yticklabels(), strict=True)}

    def test_each_granularity_has_a_bar_as_long_as_its_error(self) -> None:
        ax = plot_granularities({"per tensor": 2.5, "per row": torch.tensor(1.8)})
        bars, ticks = self.bars_of(ax), self.ticks_of(ax)
        assert {name: length for name, [(_, length)] in bars.items()} == {
            "per tensor": 2.5,
            "per row": pytest.approx(1.8),
        }
        assert ticks == {name: pytest.approx(middle) for name, [(middle, _)] in bars.items()}
        assert ax.get_legend() is None

    def test_the_bars_of_a_place_stand_around_its_name(self) -> None:
        ax = plot_granularities(BY_LAYER)
        bars = self.bars_of(ax)
        assert self.ticks_of(ax) == {"first": 0, "second": 1, "third": 2}
        assert bars["per tensor"] == [(pytest.approx(-0.2), 0.2), (pytest.approx(0.8), 0.4)]
        assert bars["per channel"] == [(pytest.approx(0.2), 0.1), (pytest.approx(2.2), 0.3)]
        assert legend_of(ax) == ["per tensor", "per channel"]

    def test_the_first_stands_on_top(self) -> None:
        low, high = plot_granularities({"a": 1.0, "b": 2.0}).get_ylim()
        assert low > high

    def test_granularities_differ_in_colour_and_in_hatching(self) -> None:
        ax = plot_granularities({str(number): 1.0 for number in range(7)})
        assert len({to_hex(container[0].get_facecolor()) for container in ax.containers}) == 7
        assert len({container[0].get_hatch() for container in ax.containers}) == 7

    @pytest.mark.parametrize(("percent", "text"), [(False, "0.0123"), (True, "1.23%")])
    def test_bars_carry_their_numbers(self, percent: bool, text: str) -> None:
        assert texts_of(plot_granularities({"a": 0.0123}, percent=percent)) == [text]

    def test_numbers_stay_inside_of_the_axes(self) -> None:
        ax = plot_granularities(BY_LAYER)
        ax.figure.draw_without_rendering()
        assert all(text.get_window_extent().x1 <= ax.get_window_extent().x1 for text in ax.texts)

    def test_many_bars_carry_no_numbers(self) -> None:
        assert texts_of(plot_granularities({"a": {str(number): 1.0 for number in range(41)}})) == []

    def test_errors_that_are_all_zero_can_be_drawn(self) -> None:
        plot_granularities({"a": 0.0, "b": 0.0}).figure.draw_without_rendering()


@pytest.mark.parametrize("plot", [plot_error_by_bits, plot_granularities])
class TestBoth:
    @pytest.mark.parametrize(
        ("errors", "error", "message"),
        [
            ([1.0], TypeError, r"errors must be a mapping, got \[1\.0\]"),
            ({}, ValueError, "errors must hold 1 to 7 series, got 0"),
            ({str(number): {1: 1.0} for number in range(8)}, ValueError, "errors must hold 1 to 7 series, got 8"),
            ({1: {1: 1.0}}, TypeError, r"the labels of errors must be text, got 1"),
            ({"a": {1: 1.0}, "b": 2.0}, TypeError, r"errors\['b'\] must be a mapping, got 2\.0"),
            ({"a": {}}, ValueError, r"errors\['a'\] must not be empty"),
            ({"a": {4: -1.0}}, ValueError, r"errors\['a'\]\[4\] must not be negative, got -1\.0"),
            ({"a": {4: float("nan")}}, ValueError, r"errors\['a'\]\[4\] must be finite, got nan"),
            ({"a": {4: "1"}}, TypeError, r"errors\['a'\]\[4\] must be a number, got '1'"),
            ({"a": {4: torch.ones(2)}}, ValueError, r"errors\['a'\]\[4\] must be one number"),
        ],
        ids=["list", "empty", "too-many", "label", "mixed", "empty-series", "negative", "nan", "text", "tensor"],
    )
    def test_bad_errors_are_refused_by_name(
        self, plot: Callable[..., Axes], errors: Any, error: type[Exception], message: str
    ) -> None:
        with pytest.raises(error, match=message):
            plot(errors)
        assert plt.get_fignums() == []

    def test_it_draws_into_given_axes_and_opens_no_figure(self, plot: Callable[..., Axes]) -> None:
        _, ax = plt.subplots()
        assert plot({"a": {4: np.float32(0.5)}}, ax=ax) is ax
        assert len(plt.get_fignums()) == 1

    def test_something_else_than_axes_is_refused(self, plot: Callable[..., Axes]) -> None:
        with pytest.raises(TypeError, match="ax must be a matplotlib Axes, got str"):
            plot({"a": {4: 0.5}}, ax="left")
