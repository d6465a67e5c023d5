"""The W8A16 layer: the facts of the curriculum, an independent oracle, and errors that name the argument."""

from typing import Any

import pytest
import torch

from linquant_ref.linear_layer import W8A16LinearLayer, quantize_rows, random_codes, w8_a16_forward

CODES = torch.tensor([[127, 48, -24], [10, 20, 30]], dtype=torch.int8)
SCALES = torch.tensor([0.01, 0.1])
NAN = float("nan")


def normal(*shape: int) -> torch.Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(0))


def test_an_int8_parameter_is_refused_by_torch() -> None:
    with pytest.raises(RuntimeError, match="floating point"):
        torch.nn.Parameter(torch.zeros(2, dtype=torch.int8))


def test_the_layer_16_to_32_has_the_shapes_of_the_curriculum() -> None:
    layer = W8A16LinearLayer(16, 32)
    assert layer.int8_weights.shape == (32, 16)
    assert layer.scales.shape == (32,)
    assert layer(normal(1, 6, 16)).shape == (1, 6, 32)
    assert list(layer.parameters()) == []


def test_bfloat16_arithmetic_without_a_clamp_flips_21_of_the_128_mantissas_and_the_reference_none() -> None:
    mantissas = (1 + torch.arange(128) / 128).to(torch.bfloat16)
    assert (torch.round(mantissas / (mantissas / 127)) == 128).sum() == 21
    assert (quantize_rows(mantissas[:, None])[0] == 127).all()
    assert quantize_rows(torch.tensor([[1.328125, 0.5, -0.25]], dtype=torch.bfloat16))[0].tolist() == [[127, 48, -24]]


def test_the_output_is_off_by_no_more_than_half_a_scale_per_input() -> None:
    linear, layer, x = torch.nn.Linear(16, 32), W8A16LinearLayer(16, 32), normal(5, 16)
    layer.quantize(linear.weight)
    layer.bias = linear.bias.detach()
    bound = layer.scales / 2 * x.abs().sum(dim=1, keepdim=True)
    assert ((layer(x) - linear(x)).abs() <= bound + 1e-5).all()


def test_zero_rows_empty_batches_vectors_and_meta_weights_work() -> None:
    codes, scales = quantize_rows(torch.zeros(2, 3, dtype=torch.float16))
    assert (codes == 0).all()
    assert (scales > 0).all()
    assert w8_a16_forward(CODES, torch.ones(0, 3), SCALES).shape == (0, 2)
    assert w8_a16_forward(CODES, torch.ones(3), SCALES).shape == (2,)
    assert quantize_rows(torch.ones(2, 3, device="meta"))[0].device.type == "meta"


def test_random_codes_use_both_ends_of_the_restricted_range() -> None:
    codes = random_codes((1000, 100), torch.Generator().manual_seed(0))
    assert torch.equal(torch.unique(codes), torch.arange(-127, 128).to(torch.int8))


@pytest.mark.parametrize(
    ("argument", "value", "error"),
    [
        ("weight", CODES.float(), TypeError),
        ("weight", CODES[0], ValueError),
        ("input", torch.ones(1, 2), ValueError),
        ("input", torch.ones(1, 3, dtype=torch.int64), TypeError),
        ("scales", SCALES.view(1, 2), ValueError),
        ("scales", 0.1, TypeError),
        ("bias", torch.ones(3), ValueError),
        ("bias", 1.0, TypeError),
    ],
)
def test_a_bad_argument_of_the_forward_pass_is_named(argument: str, value: Any, error: type[Exception]) -> None:
    good = {"weight": CODES, "input": torch.ones(1, 3), "scales": SCALES, "bias": torch.ones(2)}
    with pytest.raises(error, match=f"^{argument} "):
        w8_a16_forward(**good | {argument: value})


@pytest.mark.parametrize(
    ("weights", "error"),
    [
        (CODES, TypeError),
        ([1.0], TypeError),
        (torch.ones(3), ValueError),
        (torch.ones(2, 0), ValueError),
        (torch.tensor([[NAN]]), ValueError),
    ],
)
def test_bad_weights_are_refused(weights: Any, error: type[Exception]) -> None:
    with pytest.raises(error, match=r"^weights "):
        quantize_rows(weights)
    with pytest.raises(error, match=r"^weights "):
        W8A16LinearLayer(3, 2).quantize(weights)


def test_weights_of_another_layers_shape_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^weights must have this layer's shape \(2, 3\), got \(3, 2\)"):
        W8A16LinearLayer(3, 2).quantize(torch.ones(3, 2))


@pytest.mark.parametrize(
    ("argument", "value", "error"),
    [
        ("in_features", 0, ValueError),
        ("in_features", 3.0, TypeError),
        ("out_features", True, TypeError),
        ("bias", None, TypeError),
        ("dtype", torch.int8, ValueError),
        ("dtype", "float16", TypeError),
    ],
)
def test_a_bad_argument_of_the_layer_is_named(argument: str, value: Any, error: type[Exception]) -> None:
    with pytest.raises(error, match=f"^{argument} "):
        W8A16LinearLayer(**{"in_features": 3, "out_features": 2} | {argument: value})


def test_a_bad_shape_or_input_is_refused() -> None:
    with pytest.raises(TypeError, match=r"^shape "):
        random_codes(5)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"^shape\[1\] .*-1"):
        random_codes((2, -1))
    with pytest.raises(ValueError, match=r"^input must have shape \[..., 3\]"):
        W8A16LinearLayer(3, 2)(torch.ones(1, 2))
