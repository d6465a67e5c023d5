"""Whole-model quantization: its measures, and what does not fit."""

import pytest
import torch

from linquant_ref import (
    layer_errors,
    quantize_dequantize,
    quantize_linear_weights,
    quantized_bytes,
    sqnr,
)


def test_a_group_size_that_does_not_fit_is_named() -> None:
    with pytest.raises(ValueError, match="group_size 4 does not divide the 6 columns"):
        quantize_dequantize(torch.ones(2, 6), 4, "group", 4)


def test_a_weight_that_is_no_matrix_is_refused() -> None:
    with pytest.raises(ValueError, match=r"weight must be a matrix \[out, in\], got shape \(3,\)"):
        quantize_dequantize(torch.ones(3), 4)


def test_the_layer_error_is_the_inverse_of_the_sqnr() -> None:
    model = torch.nn.Sequential(torch.nn.Linear(8, 4))
    quantized = quantize_linear_weights(model, 3)
    decibels = sqnr(model[0].weight.detach(), quantized[0].weight.detach())
    assert layer_errors(model, quantized)["0"] == pytest.approx(10 ** (-decibels / 10), rel=1e-4)


def test_a_weight_keeps_its_dtype_and_codes_are_counted_in_whole_bytes() -> None:
    model = torch.nn.Linear(3, 3, bias=False).bfloat16()
    assert quantize_linear_weights(model, 4).weight.dtype == torch.bfloat16
    assert quantized_bytes(model, 3) == 4 + 2
