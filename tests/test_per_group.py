"""Per-group quantization: the facts of lesson L3-C, bad input and edge cases."""

from typing import Any

import pytest
import torch

from linquant_ref.per_group import (
    bits_per_weight,
    linear_dequantization_per_group,
    linear_q_symmetric_per_group,
    split_into_groups,
)

ROWS = torch.randn(6, 96, generator=torch.Generator().manual_seed(0))


def exactly(actual: torch.Tensor, expected: torch.Tensor) -> None:
    torch.testing.assert_close(actual, expected, rtol=0, atol=0)


def test_bits_per_weight_of_two_common_formats() -> None:
    assert bits_per_weight(4, 32) == 4.5
    assert bits_per_weight(4, 128) == 4.125


def test_a_column_view_of_a_transposed_tensor_cannot_be_flattened_by_view() -> None:
    columns = ROWS.t()[:, :4]
    with pytest.raises(RuntimeError, match="view"):
        columns.view(-1, 2)
    exactly(split_into_groups(columns, 2), torch.stack([columns[:, :2], columns[:, 2:]], dim=1))
    copied = linear_q_symmetric_per_group(columns.contiguous(), 2)
    for actual, expected in zip(linear_q_symmetric_per_group(columns, 2), copied, strict=True):
        exactly(actual, expected)


def test_pytorchs_fake_quantize_agrees_where_every_group_is_a_row() -> None:
    codes, scale = linear_q_symmetric_per_group(ROWS, 32, n_bits=4)
    zeros = torch.zeros(scale.numel(), dtype=torch.int32)
    theirs = torch.fake_quantize_per_channel_affine(ROWS.reshape(-1, 32), scale.flatten(), zeros, 0, -7, 7)
    exactly(linear_dequantization_per_group(codes, scale, 32), theirs.reshape(ROWS.shape))


def test_a_scale_of_any_float_dtype_gives_float32() -> None:
    codes, scale = linear_q_symmetric_per_group(ROWS, 32)
    for dtype in (torch.float16, torch.bfloat16, torch.float64):
        stored = scale.to(dtype)
        expected = codes * stored.float().repeat_interleave(32, dim=1)
        exactly(linear_dequantization_per_group(codes, stored, 32), expected)


@pytest.mark.parametrize(
    ("changed", "error", "message"),
    [
        ({"tensor": torch.tensor(3.0)}, ValueError, "tensor must have rank 1"),
        ({"tensor": ROWS.int()}, TypeError, "tensor must be a floating-point"),
        ({"tensor": ROWS[:0]}, ValueError, r"tensor .*\(0, 96\)"),
        ({"tensor": ROWS / 0}, ValueError, "tensor must be finite"),
        ({"group_size": 36}, ValueError, "group_size .*96, got 36"),
        ({"group_size": 0}, ValueError, "group_size .*0"),
        ({"group_size": 32.0}, TypeError, r"group_size .*32\.0"),
        ({"group_size": True}, TypeError, "group_size .*True"),
        ({"dtype": torch.uint8}, ValueError, "dtype .*uint8"),
        ({"n_bits": 1}, ValueError, r"n_bits must lie in \[2, 8\], got 1"),
        ({"n_bits": 9}, ValueError, r"n_bits must lie in \[2, 8\], got 9"),
        ({"n_bits": 4.0}, TypeError, r"n_bits .*4\.0"),
    ],
)
def test_the_quantizer_refuses_bad_input(changed: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        linear_q_symmetric_per_group(**{"tensor": ROWS, "group_size": 32} | changed)


@pytest.mark.parametrize(
    ("changed", "error", "message"),
    [
        ({"quantized_tensor": ROWS}, TypeError, "quantized_tensor .*float32"),
        ({"quantized_tensor": torch.tensor(3)}, ValueError, "quantized_tensor must have rank 1"),
        ({"scale": torch.ones(6, 4)}, ValueError, r"scale must have shape \(6, 3\), got \(6, 4\)"),
        ({"scale": torch.zeros(6, 3)}, ValueError, "scale must be positive"),
        ({"scale": 0.5}, TypeError, r"scale .*0\.5"),
        ({"group_size": 36}, ValueError, "group_size .*96, got 36"),
    ],
)
def test_the_dequantizer_refuses_bad_input(changed: dict[str, Any], error: type[Exception], message: str) -> None:
    good = {"quantized_tensor": torch.ones(6, 96, dtype=torch.int8), "scale": torch.ones(6, 3), "group_size": 32}
    with pytest.raises(error, match=message):
        linear_dequantization_per_group(**good | changed)


def test_splitting_names_both_sizes_and_bits_per_weight_its_argument() -> None:
    with pytest.raises(ValueError, match=r"group_size 4 .* 6"):
        split_into_groups(torch.ones(2, 6), 4)
    with pytest.raises(TypeError, match="tensor"):
        split_into_groups([1.0, 2.0], 2)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="group_size"):
        bits_per_weight(4, 0)
    with pytest.raises(TypeError, match=r"bits .*4\.0"):
        bits_per_weight(4.0, 32)  # type: ignore[arg-type]
