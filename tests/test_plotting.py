"""The pictures show the right content: limits, labels, steps, counts and titles are checked, not pixels."""

import os
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
import torch
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Polygon, Rectangle, StepPatch

from linquant_ref import (
    linear_dequantization,
    linear_q_symmetric,
    linear_q_with_scale_and_zero_point,
    linear_quantization,
    quantization_error,
)
from linquant_ref.plotting import plot_number_line, plot_quantization_errors, plot_range_use, plot_staircase
from linquant_ref.plotting._common import SATURATED_COLOUR, VALUE_COLOUR, ZERO_COLOUR

mpl.use("Agg")

T = torch.tensor([[191.6, -13.5, 728.6], [92.14, 295.5, -184.0], [0.0, 684.6, 245.5]])
CODES = torch.tensor([[-15, -74, 127], [-44, 14, -123], [-70, 126, 0]], dtype=torch.int8)
VECTOR = torch.tensor([5.47, 3.08, -7.59, 0.0, -1.95, -4.57, 10.8])
DTYPES = (torch.int8, torch.uint8, torch.int16)


@pytest.fixture(autouse=True)
def no_figure_is_left_open() -> Iterator[None]:
    plt.close("all")
    yield
    plt.close("all")


@pytest.fixture(autouse=True)
def warnings_are_errors() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


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


class TestQuantizationErrors:
    def test_the_four_maps_hold_original_codes_dequantized_and_absolute_error(self) -> None:
        dequantized = linear_dequantization(CODES, 3.5, -70)
        fig, axes = plot_quantization_errors(T, CODES, dequantized)
        assert isinstance(fig, Figure)
        assert isinstance(axes, np.ndarray)
        assert axes.shape == (4,)
        for ax, expected in zip(axes, (T, CODES, dequantized, (T - dequantized).abs()), strict=True):
            np.testing.assert_allclose(image_of(ax), expected.numpy(), rtol=1e-5, atol=1e-5)

    @pytest.mark.parametrize("tensor", [T, T.abs() + 1, -T.abs() - 1, T * 0, T * 0 + 5], ids=str)
    def test_original_and_dequantized_share_limits_that_hold_all_values(self, tensor: torch.Tensor) -> None:
        _, axes = errors_of(tensor)
        low, high = limits_of(axes[0])
        assert (low, high) == limits_of(axes[2])
        assert axes[0].images[0].get_cmap().name == axes[2].images[0].get_cmap().name
        assert low < high
        for ax in (axes[0], axes[2]):
            assert low <= image_of(ax).min() <= image_of(ax).max() <= high

    def test_the_shared_limits_hold_dequantized_values_beyond_the_original(self) -> None:
        _, axes = plot_quantization_errors(T, CODES, 2 * linear_dequantization(CODES, 3.5, -70))
        assert limits_of(axes[0]) == limits_of(axes[2]) == (-1379.0, 1379.0)

    @pytest.mark.parametrize(("value", "limits"), [(5.0, (0, 5)), (-5.0, (-5, 0)), (0.0, (-1, 1))])
    def test_a_constant_tensor_gets_limits_that_differ(self, value: float, limits: tuple[float, float]) -> None:
        constant = torch.full((2, 2), value)
        _, axes = plot_quantization_errors(constant, torch.ones(2, 2, dtype=torch.int8), constant)
        assert limits_of(axes[0]) == limits_of(axes[2]) == limits

    def test_values_of_both_signs_get_a_diverging_map_centred_on_zero(self) -> None:
        _, axes = errors_of(T)
        low, high = limits_of(axes[0])
        assert low == -high
        assert axes[0].images[0].get_cmap().name == "RdBu_r"

    def test_values_of_one_sign_get_a_sequential_map(self) -> None:
        _, axes = errors_of(T.abs() + 1)
        shown = np.concatenate([image_of(axes[0]), image_of(axes[2])])
        assert limits_of(axes[0]) == (shown.min(), shown.max())
        assert axes[0].images[0].get_cmap().name == "cividis"

    def test_error_map_starts_at_zero_and_ends_at_the_largest_error(self) -> None:
        _, axes = plot_quantization_errors(T, CODES, linear_dequantization(CODES, 3.5, -70))
        assert limits_of(axes[3]) == pytest.approx((0.0, 39.1), rel=1e-5)

    def test_error_map_of_an_exact_copy_is_empty_but_has_limits(self) -> None:
        _, axes = plot_quantization_errors(T, CODES, T)
        assert not image_of(axes[3]).any()
        low, high = limits_of(axes[3])
        assert low == 0 < high

    @pytest.mark.parametrize(
        ("dtype", "n_bits", "limits"),
        [
            (torch.int8, None, (-128, 127)),
            (torch.uint8, None, (0, 255)),
            (torch.int16, None, (-32768, 32767)),
            (torch.int8, 8, (-128, 127)),
            (torch.int8, 4, (-8, 7)),
            (torch.int8, 1, (-1, 0)),
            (torch.uint8, 2, (0, 3)),
            (torch.uint8, 1, (0, 1)),
            (torch.int16, 16, (-32768, 32767)),
            (torch.int16, 12, (-2048, 2047)),
        ],
        ids=str,
    )
    def test_code_limits_follow_dtype_and_n_bits(self, dtype: torch.dtype, n_bits: int | None, limits: Any) -> None:
        codes = torch.tensor([limits], dtype=torch.int32)
        options = {} if n_bits is None else {"n_bits": n_bits}
        fig, axes = plot_quantization_errors(codes.float(), codes, codes.float(), dtype=dtype, **options)
        assert limits_of(axes[1]) == limits
        assert f"{limits[0]} .. {limits[1]}" in axes[1].get_title()
        assert fig.get_suptitle().startswith(f"{(limits[1] - limits[0]).bit_length()} bits")

    @pytest.mark.parametrize(
        ("dtype", "n_bits"), [(torch.int8, 0), (torch.int8, 9), (torch.uint8, 16), (torch.int16, 17)], ids=str
    )
    def test_n_bits_outside_the_dtype_is_refused(self, dtype: torch.dtype, n_bits: int) -> None:
        with pytest.raises(ValueError, match=f"n_bits.*{n_bits}"):
            plot_quantization_errors(T, CODES * 0, T, dtype=dtype, n_bits=n_bits)

    @pytest.mark.parametrize(
        ("codes", "dtype", "n_bits", "code"),
        [([-9, 7], torch.int8, 4, -9), ([0, 4], torch.uint8, 2, 4), ([-1, 4], torch.uint8, 8, -1)],
        ids=str,
    )
    def test_codes_that_would_saturate_the_map_are_refused(
        self, codes: list[int], dtype: torch.dtype, n_bits: int, code: int
    ) -> None:
        with pytest.raises(ValueError, match=f"code {code}, outside"):
            plot_quantization_errors(VECTOR[:2], torch.tensor(codes), VECTOR[:2], dtype=dtype, n_bits=n_bits)

    def test_forgetting_the_dtype_of_wide_codes_is_refused(self) -> None:
        with pytest.raises(ValueError, match=r"code 32767.*torch\.int8"):
            plot_quantization_errors(T, torch.full((3, 3), 32767, dtype=torch.int16), T)

    def test_title_gives_bits_and_mean_squared_error(self) -> None:
        fig, _ = plot_quantization_errors(T, CODES, linear_dequantization(CODES, 3.5, -70))
        assert fig.get_suptitle() == "8 bits (int8), MSE = 170.88"

    def test_map_titles_say_what_each_map_is(self) -> None:
        _, axes = plot_quantization_errors(T.bfloat16(), CODES, linear_dequantization(CODES, 3.5, -70))
        assert [ax.get_title() for ax in axes] == [
            "original (bfloat16)",
            "quantized (codes -128 .. 127)",
            "dequantized (float32)",
            "|original - dequantized|",
        ]

    def test_every_map_has_a_colour_bar_of_its_own_limits(self) -> None:
        fig, axes = errors_of(T)
        bars = [ax.images[0].colorbar for ax in axes]
        assert all(bar is not None for bar in bars)
        assert len(fig.axes) == 8
        assert [(bar.vmin, bar.vmax) for bar in bars] == [limits_of(ax) for ax in axes]
        assert list(bars[1].get_ticks()) == [-128, 127]

    def test_small_maps_carry_their_numbers_and_codes_are_integers(self) -> None:
        _, axes = plot_quantization_errors(T, CODES, linear_dequantization(CODES, 3.5, -70))
        assert texts_of(axes[0]) == ["191.6", "-13.5", "728.6", "92.1", "295.5", "-184.0", "0.0", "684.6", "245.5"]
        assert texts_of(axes[1]) == ["-15", "-74", "127", "-44", "14", "-123", "-70", "126", "0"]
        assert texts_of(axes[3])[2] == "39.10"

    def test_each_number_stands_in_its_cell(self) -> None:
        _, axes = plot_quantization_errors(T, CODES, T)
        for text in axes[1].texts:
            column, row = text.get_position()
            assert int(text.get_text()) == CODES[row, column]

    def test_no_number_is_written_as_minus_zero(self) -> None:
        _, axes = errors_of(torch.tensor([-1e-9, -0.0, 5.0]))
        assert texts_of(axes[0]) == ["0.000", "0.000", "5.000"]

    def test_tiny_numbers_are_written_in_a_power_of_ten_that_the_title_names(self) -> None:
        _, axes = errors_of(torch.tensor([1.5e-6, -3e-6, 0.0]))
        assert axes[0].get_title() == "original (float32), in 1e-6"
        assert texts_of(axes[0]) == ["1.500", "-3.000", "0.000"]

    @pytest.mark.parametrize(
        "tensor", [normal(16, 16), normal(16, 2), normal(8, 8).abs(), T], ids=lambda t: str(t.shape)
    )
    def test_numbers_contrast_with_their_cells(self, tensor: torch.Tensor) -> None:
        _, axes = errors_of(tensor)
        for ax in axes:
            values = image_of(ax)
            assert len(ax.texts) == tensor.numel()
            for text in ax.texts:
                column, row = text.get_position()
                assert contrast(text.get_color(), ax.images[0].to_rgba(values[row, column])[:3]) >= 4.5

    @pytest.mark.parametrize("shape", [(17, 3), (3, 17), (17, 17), (40, 60)], ids=str)
    def test_maps_beyond_sixteen_cells_a_side_carry_no_numbers(self, shape: tuple[int, int]) -> None:
        _, axes = errors_of(normal(*shape))
        assert [len(ax.texts) for ax in axes] == [0, 0, 0, 0]

    @pytest.mark.parametrize(
        ("tensor", "dtype"),
        [
            (T, torch.int16),
            (VECTOR, torch.int8),
            (VECTOR, torch.int16),
            (normal(8, 8), torch.int16),
            (normal(16, 16) * 1000, torch.int16),
            (normal(1, 16), torch.int8),
            (normal(16, 1), torch.int16),
        ],
        ids=lambda value: str(value.shape) if isinstance(value, torch.Tensor) else str(value),
    )
    def test_numbers_stay_inside_their_cells_and_can_be_read(self, tensor: torch.Tensor, dtype: torch.dtype) -> None:
        fig, axes = errors_of(tensor, dtype=dtype)
        fig.draw_without_rendering()
        assert fig.get_size_inches()[0] <= 12
        for ax in axes:
            columns, rows = ax.get_xlim()[1] + 0.5, ax.get_ylim()[0] + 0.5
            cell = ax.get_window_extent().width / columns, ax.get_window_extent().height / rows
            for text in ax.texts:
                extent = text.get_window_extent()
                assert extent.width <= cell[0]
                assert extent.height <= cell[1]
                assert 5 <= text.get_fontsize() <= 0.65 * cell[1] * 72 / fig.dpi

    @pytest.mark.parametrize(("columns", "in_a_row"), [(3, True), (8, True), (9, False), (16, False), (17, True)])
    def test_maps_stand_in_a_row_unless_their_numbers_need_the_room(self, columns: int, in_a_row: bool) -> None:
        fig, axes = errors_of(normal(4, columns))
        fig.draw_without_rendering()
        tops = [round(ax.get_position().y1, 3) for ax in axes]
        lefts = [ax.get_position().x0 for ax in axes]
        if in_a_row:
            assert len(set(tops)) == 1
            assert lefts == sorted(lefts)
        else:
            assert tops[0] == tops[1] > tops[2] == tops[3]

    @pytest.mark.parametrize("shape", [(3, 3), (40, 60), (7,), (1000, 3), (3, 1000)], ids=str)
    def test_titles_and_labels_do_not_overlap(self, shape: tuple[int, ...]) -> None:
        fig, axes = errors_of(normal(*shape) * 300, dtype=torch.int16)
        fig.draw_without_rendering()
        page = fig.bbox
        boxes = [ax.title.get_window_extent() for ax in axes]
        boxes += [fig._suptitle.get_window_extent()]
        for ax in fig.axes:
            low, high = ax.get_xlim()
            ticks = zip(ax.get_xticks(), ax.get_xticklabels(), strict=True)
            boxes += [label.get_window_extent() for tick, label in ticks if low <= tick <= high]
        for index, box in enumerate(boxes):
            assert page.x0 <= box.x0 <= box.x1 <= page.x1 + 1
            assert not any(box.overlaps(other) for other in boxes[index + 1 :])

    def test_large_maps_are_reduced_to_block_means_and_block_maxima_of_the_error(self) -> None:
        tensor = normal(512, 1024)
        codes, scale, zero_point = linear_quantization(tensor)
        dequantized = linear_dequantization(codes, scale, zero_point)
        fig, axes = plot_quantization_errors(tensor, codes, dequantized)
        for ax, values in zip(axes, (tensor, codes, dequantized), strict=False):
            blocks = values.double().reshape(256, 2, 256, 4)
            np.testing.assert_allclose(image_of(ax), blocks.mean(dim=(1, 3)).numpy(), atol=1e-9)
        error = (tensor.double() - dequantized.double()).abs().reshape(256, 2, 256, 4)
        np.testing.assert_allclose(image_of(axes[3]), error.amax(dim=(1, 3)).numpy(), atol=1e-9)
        mse = quantization_error(tensor.double(), dequantized.double())
        assert (
            fig.get_suptitle() == f"8 bits (int8), MSE = {mse:.5g}\n512 x 1024 elements shown as 256 x 256 block means"
        )
        assert axes[3].get_title() == "largest |error| of a block"

    @pytest.mark.parametrize(
        ("shape", "shown"),
        [((257, 3), (256, 3)), ((3, 1000), (3, 256)), ((1000, 3000), (256, 256)), ((256, 256), (256, 256))],
        ids=str,
    )
    def test_only_sides_above_256_are_reduced(self, shape: tuple[int, int], shown: tuple[int, int]) -> None:
        fig, axes = errors_of(normal(*shape))
        assert all(image_of(ax).shape == shown for ax in axes)
        assert ("block means" in fig.get_suptitle()) == (shape != shown)

    def test_blocks_of_different_sizes_keep_the_mean(self) -> None:
        constant = torch.full((300, 700), 5.0)
        _, axes = plot_quantization_errors(constant, torch.full((300, 700), 7), constant)
        np.testing.assert_allclose(image_of(axes[0]), 5.0)
        np.testing.assert_allclose(image_of(axes[1]), 7.0)

    def test_one_outlier_in_a_large_tensor_is_visible_in_the_error_map(self) -> None:
        tensor = torch.zeros(1000, 3000)
        dequantized = tensor.clone()
        dequantized[777, 2222] = 5.0
        _, axes = plot_quantization_errors(tensor, tensor.to(torch.int8), dequantized)
        (place,) = np.argwhere(image_of(axes[3]) == 5.0)
        np.testing.assert_allclose(place, [777 * 256 / 1000, 2222 * 256 / 3000], atol=1)
        assert np.count_nonzero(image_of(axes[3])) == 1

    def test_axes_of_a_reduced_map_count_elements(self) -> None:
        _, axes = errors_of(normal(1000, 3000))
        assert axes[0].get_xlim() == (-0.5, 2999.5)
        assert axes[0].get_ylim() == (999.5, -0.5)

    @pytest.mark.parametrize(
        ("shape", "drawn"), [((), (1, 1)), ((7,), (1, 7)), ((2, 3, 4), (2, 12)), ((2, 3, 1, 2), (2, 6))], ids=str
    )
    def test_other_ranks_are_drawn_as_rows(self, shape: tuple[int, ...], drawn: tuple[int, int]) -> None:
        tensor = normal(*shape)
        fig, axes = errors_of(tensor)
        np.testing.assert_allclose(image_of(axes[0]), tensor.reshape(drawn).numpy(), rtol=1e-6)
        assert f"shape {shape} drawn as {drawn[0]} x {drawn[1]}" in fig.get_suptitle()

    @pytest.mark.parametrize("position", [1, 2])
    def test_shapes_that_differ_are_refused(self, position: int) -> None:
        arguments = [T, CODES, T]
        arguments[position] = arguments[position][:2]
        with pytest.raises(ValueError, match=r"has shape \(2, 3\)"):
            plot_quantization_errors(*arguments)

    @pytest.mark.parametrize("codes", [CODES.float(), CODES.float().numpy()], ids=["tensor", "array"])
    def test_codes_given_as_floats_are_refused(self, codes: Any) -> None:
        with pytest.raises(TypeError, match=r"quantized_tensor.*float32"):
            plot_quantization_errors(T, codes, T)


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

    def test_it_draws_into_given_axes_and_opens_no_figure(self) -> None:
        _, ax = plt.subplots()
        assert plot_number_line(T, 3.5, -70, ax=ax) is ax
        assert len(plt.get_fignums()) == 1

    def test_something_else_than_axes_is_refused(self) -> None:
        with pytest.raises(TypeError, match="ax must be a matplotlib Axes, got str"):
            plot_number_line(T, 3.5, -70, ax="left")  # type: ignore[arg-type]


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
        with pytest.raises(ValueError, match=f"two Axes, got {count}"):
            plot_staircase(T, 3.5, -70, axes=axes)

    def test_something_else_than_axes_is_refused(self) -> None:
        with pytest.raises(TypeError, match="Axes, got str"):
            plot_staircase(T, 3.5, -70, axes=["left", "right"])  # type: ignore[list-item]


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

    def test_an_unsigned_dtype_is_refused(self) -> None:
        with pytest.raises(ValueError, match=r"dtype must be one of.*got torch\.uint8"):
            plot_range_use(T, torch.uint8)


PLOTS: dict[str, Callable[..., Any]] = {
    "number_line": lambda tensor, dtype=torch.int8: plot_number_line(tensor, 0.05, 3, dtype).figure,
    "staircase": lambda tensor, dtype=torch.int8: plot_staircase(tensor, 0.05, 3, dtype)[0],
    "range_use": lambda tensor, dtype=torch.int8: plot_range_use(tensor, dtype)[0],
    "errors": lambda tensor, dtype=torch.int8: plot_quantization_errors(
        tensor, np.zeros(tuple(tensor.shape), dtype=np.int32), tensor, dtype
    )[0],
}


@pytest.fixture(params=PLOTS)
def plot(request: pytest.FixtureRequest) -> Callable[..., Figure]:
    return PLOTS[request.param]


class TestEveryPlot:
    @pytest.mark.parametrize(
        "values",
        [
            normal(3, 4).requires_grad_(),
            torch.nn.Parameter(normal(5)),
            normal(3, 4).bfloat16(),
            normal(3, 4).half(),
            normal(3, 4).double(),
            normal(8, 6).t()[::2, 1::3],
            torch.tensor(2.0),
            normal(2, 3, 2),
            torch.zeros(3, 3),
            torch.tensor([3e38, -1e38, 1e-38]),
            normal(3, 4).numpy(),
            normal(3, 4).numpy().astype(np.float64)[::-1, ::2],
            np.arange(6).reshape(2, 3),
            np.broadcast_to(np.float16(2), (3, 3)),
        ],
        ids=[
            "requires_grad",
            "parameter",
            "bfloat16",
            "float16",
            "float64",
            "not-contiguous",
            "rank-0",
            "rank-3",
            "zeros",
            "extremes",
            "array",
            "array-view",
            "array-of-integers",
            "read-only-array",
        ],
    )
    def test_unusual_good_input_can_be_drawn(self, plot: Callable[..., Figure], values: Any) -> None:
        before = values.detach().clone() if isinstance(values, torch.Tensor) else values.copy()
        plot(values).draw_without_rendering()
        assert bool((values == before).all())

    @pytest.mark.parametrize("dtype", DTYPES, ids=str)
    def test_every_dtype_can_be_drawn(self, plot: Callable[..., Figure], dtype: torch.dtype) -> None:
        if plot is PLOTS["range_use"] and dtype == torch.uint8:
            pytest.skip("the symmetric mode has no unsigned codes")
        plot(VECTOR, dtype).draw_without_rendering()

    @pytest.mark.parametrize(
        ("values", "error", "message"),
        [
            (torch.zeros(0, 3), ValueError, r"shape \(0, 3\)"),
            (np.zeros((0, 3)), ValueError, r"shape \(0, 3\)"),
            (torch.tensor([1.0, float("nan")]), ValueError, "nan"),
            (np.array([1.0, np.inf]), ValueError, "inf"),
            (np.array([1e300]), ValueError, "in float32, its extremes"),
            (torch.tensor([1, 2]), TypeError, r"torch\.int64"),
            (torch.tensor([1j]), TypeError, "complex64"),
            (np.array(["a"]), TypeError, "array of dtype <U1"),
            (np.array([True]), TypeError, "bool"),
        ],
        ids=["empty", "empty-array", "nan", "inf", "float64", "integers", "complex", "text", "bool"],
    )
    def test_bad_values_are_refused_by_name_and_open_no_figure(
        self, plot: Callable[..., Figure], values: Any, error: type[Exception], message: str
    ) -> None:
        with pytest.raises(error, match=f"tensor must .*{message}"):
            plot(values)
        assert plt.get_fignums() == []

    @pytest.mark.parametrize("function", [plot_number_line, plot_staircase, plot_range_use])
    def test_a_list_is_refused(self, function: Callable[..., Any]) -> None:
        arguments = ([1.0, 2.0],) if function is plot_range_use else ([1.0, 2.0], 1.0)
        with pytest.raises(TypeError, match=r"tensor must.*\[1\.0, 2\.0\] \(list\)"):
            function(*arguments)

    @pytest.mark.parametrize("dtype", [torch.int32, torch.float32, torch.bool], ids=str)
    def test_other_dtypes_are_refused(self, plot: Callable[..., Figure], dtype: torch.dtype) -> None:
        with pytest.raises(ValueError, match=f"dtype must be one of.*got {dtype}"):
            plot(VECTOR, dtype)

    def test_a_dtype_given_as_text_is_refused(self, plot: Callable[..., Figure]) -> None:
        with pytest.raises(TypeError, match=r"dtype must be a torch\.dtype, got 'int8'"):
            plot(VECTOR, "int8")

    @pytest.mark.parametrize("function", [plot_number_line, plot_staircase])
    @pytest.mark.parametrize(
        ("scale", "zero_point", "error", "message"),
        [
            (0.0, 0, ValueError, "scale must be positive.*0.0"),
            (-1.0, 0, ValueError, "scale must be positive.*-1.0"),
            (float("nan"), 0, ValueError, "scale must be finite, got nan"),
            (1e-50, 0, ValueError, "scale must be positive.*1e-50"),
            (1e50, 0, ValueError, "scale must be positive and finite.*1e[+]50"),
            (torch.ones(3, 1), 0, ValueError, r"scale must be one number.*shape \(3, 1\)"),
            ("1", 0, TypeError, "scale must be a number, got '1'"),
            (True, 0, TypeError, "scale must be a number, got True"),
            (1.0, 128, ValueError, r"zero_point.*\[-128, 127\].*128"),
            (1.0, -70.5, ValueError, "zero_point.*whole number.*-70.5"),
            (1.0, None, TypeError, "zero_point must be a number, got None"),
        ],
        ids=str,
    )
    def test_bad_scales_and_zero_points_are_refused_by_name(
        self, function: Callable[..., Any], scale: Any, zero_point: Any, error: type[Exception], message: str
    ) -> None:
        with pytest.raises(error, match=message):
            function(T, scale, zero_point)
        assert plt.get_fignums() == []

    @pytest.mark.parametrize(
        ("scale", "zero_point"),
        [(torch.tensor(3.5), torch.tensor(-70)), (np.float32(3.5), np.int8(-70)), (torch.tensor([[3.5]]), -70.0)],
        ids=["rank-0-tensors", "numpy-scalars", "one-element-and-float"],
    )
    def test_scale_and_zero_point_may_be_numbers_of_any_kind(self, scale: Any, zero_point: Any) -> None:
        assert plot_number_line(T, scale, zero_point).get_title() == "int8, scale 3.5, zero point -70"
        assert plot_staircase(T, scale, zero_point)[1][0].get_title() == "int8, scale 3.5, zero point -70"

    def test_nothing_is_shown_and_no_setting_is_changed(
        self, plot: Callable[..., Figure], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def show(*args: Any, **kwargs: Any) -> None:
            raise AssertionError("a plotting function called show()")

        monkeypatch.setattr(plt, "show", show)
        monkeypatch.setattr(Figure, "show", show)
        settings = dict(mpl.rcParams)
        figure = plot(VECTOR)
        assert dict(mpl.rcParams) == settings
        assert plt.get_fignums() == [figure.number]

    def test_numpy_input_gives_the_same_picture_as_tensor_input(self, plot: Callable[..., Figure]) -> None:
        def content(figure: Figure) -> list[Any]:
            return [(ax.get_title().replace("float64", "float32"), ax.get_xlim(), texts_of(ax)) for ax in figure.axes]

        assert content(plot(VECTOR.double().numpy())) == content(plot(VECTOR.double()))


def run_python(code: str, **environment: str) -> str:
    kept = {
        name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY", "MPLBACKEND")
    }
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], env=kept | environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_importing_the_package_does_not_import_matplotlib() -> None:
    loaded = run_python("import sys, linquant_ref, linquant_ref.checking; print('matplotlib' in sys.modules)")
    assert loaded == "False"


def test_the_plots_work_without_a_display_or_a_chosen_backend() -> None:
    code = (
        "import sys, torch; from linquant_ref.plotting import plot_staircase; "
        "fig, _ = plot_staircase(torch.ones(3), 0.5); fig.savefig(sys.stdout.buffer, format='svg')"
    )
    assert "</svg>" in run_python(code)


def test_the_public_names_are_the_four_plots() -> None:
    from linquant_ref import plotting

    assert plotting.__all__ == [
        "plot_number_line",
        "plot_quantization_errors",
        "plot_range_use",
        "plot_staircase",
    ]
