"""The four heatmaps: limits, annotations, reduction and titles are checked, not pixels."""

from typing import Any

import numpy as np
import pytest
import torch
from looks import CODES, VECTOR, T, contrast, errors_of, image_of, limits_of, normal, texts_of
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from linquant_ref import (
    linear_dequantization,
    linear_quantization,
    quantization_error,
)
from linquant_ref.plotting import plot_quantization_errors

pytestmark = pytest.mark.usefixtures("no_figure_is_left_open", "warnings_are_errors")


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

    def test_every_map_without_numbers_has_a_colour_bar_of_its_own_limits(self) -> None:
        _, axes = errors_of(normal(17, 3))
        bars = [ax.images[0].colorbar for ax in axes]
        assert all(bar is not None for bar in bars)
        assert [ax.child_axes for ax in axes] == [[bar.ax] for bar in bars]
        assert [(bar.vmin, bar.vmax) for bar in bars] == [limits_of(ax) for ax in axes]
        assert list(bars[1].get_ticks()) == [-128, 127]

    def test_numbers_take_the_place_of_colour_bars(self) -> None:
        _, axes = errors_of(T)
        assert [ax.images[0].colorbar for ax in axes] == [None] * 4

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
        for ax in [*axes, *(bar for drawn in axes for bar in drawn.child_axes)]:
            low, high = ax.get_xlim()
            ticks = zip(ax.get_xticks(), ax.get_xticklabels(), strict=True)
            boxes += [label.get_window_extent() for tick, label in ticks if low <= tick <= high]
        for index, box in enumerate(boxes):
            assert page.x0 <= box.x0 <= box.x1 <= page.x1 + 1
            assert not any(box.overlaps(other) for other in boxes[index + 1 :])

    def test_a_colour_bar_stands_below_the_numbers_of_its_map(self) -> None:
        fig, axes = errors_of(normal(40, 60))
        fig.draw_without_rendering()
        for ax in axes:
            (bar,) = ax.child_axes
            lowest = min(label.get_window_extent().y0 for label in ax.get_xticklabels())
            assert bar.get_window_extent().y1 <= lowest

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

    @pytest.mark.parametrize("tensor", [T, normal(40, 60)], ids=lambda t: str(tuple(t.shape)))
    def test_given_axes_get_the_maps_and_the_last_one_the_figures_title(self, tensor: torch.Tensor) -> None:
        fig, given = plt.subplots(2, 2, figsize=(8, 7), layout="constrained")
        fig.suptitle("mine")
        returned_fig, axes = errors_of(tensor, axes=given)
        assert returned_fig is fig
        assert list(axes) == list(given.flat)
        assert len(plt.get_fignums()) == 1
        assert fig.get_suptitle() == "mine"
        first, second = axes[3].get_title().split("\n")
        assert first == "|original - dequantized|"
        assert second.startswith("8 bits (int8), MSE = ")
        fig.draw_without_rendering()
        boxes = [ax.get_tightbbox() for ax in axes]
        for index, box in enumerate(boxes):
            assert not any(box.overlaps(other) for other in boxes[index + 1 :])

    def test_three_axes_are_refused(self) -> None:
        with pytest.raises(ValueError, match="4 Axes, got 3"):
            errors_of(T, axes=plt.subplots(1, 3)[1])

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
