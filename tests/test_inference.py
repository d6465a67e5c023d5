"""Linear layers on codes: the facts of lesson L3-D, bad input and edge cases."""

from typing import Any

import pytest
import torch

from linquant_ref import inference
from linquant_ref.inference import (
    int_matmul_with_zero_points,
    quantized_linear_W8A8,
    quantized_linear_W8A32_without_bias,
)
from linquant_ref.qparams import linear_quantization
from linquant_ref.symmetric import linear_q_symmetric

X = torch.tensor([1.0, 2.0, 3.0])
WEIGHT = torch.tensor([[-2.0, -1.13, 0.42], [-1.51, 0.25, 1.62], [0.23, 1.35, 2.15]])
CODES = torch.tensor([[-118, -67, 25], [-89, 15, 96], [14, 80, 127]], dtype=torch.int8)
PRINTED_TO_4_DECIMALS = {"rtol": 0, "atol": 0.5001e-4}
PRINTED_TO_3_DECIMALS = {"rtol": 0, "atol": 0.5001e-3}
FLOAT32_SLACK = 1e-6


def exactly(actual: torch.Tensor, expected: torch.Tensor) -> None:
    torch.testing.assert_close(actual, expected, rtol=0, atol=0)


def test_the_symmetric_layer_gives_the_printed_output() -> None:
    codes, scale = linear_q_symmetric(WEIGHT)
    exactly(codes, CODES)
    assert scale == 0.016929134609192376
    output = quantized_linear_W8A32_without_bias(X, codes, scale, 0)
    torch.testing.assert_close(output, torch.tensor([-2.9965, 3.8768, 9.3957]), **PRINTED_TO_4_DECIMALS)


def test_the_asymmetric_layer_gives_the_printed_output_and_not_that_of_the_common_mistake() -> None:
    codes, scale, zero_point = linear_quantization(WEIGHT)
    assert (round(scale, 5), zero_point) == (0.01627, -5)
    output = quantized_linear_W8A32_without_bias(X, codes, scale, zero_point)
    torch.testing.assert_close(output, torch.tensor([-2.978, 3.857, 9.374]), **PRINTED_TO_3_DECIMALS)
    mistake = X @ (codes.float() * scale + zero_point).t()
    torch.testing.assert_close(mistake, torch.tensor([-33.4665, -26.6312, -21.1141]), **PRINTED_TO_4_DECIMALS)


def test_integer_sums_do_not_wrap_up_to_the_longest_allowed_row() -> None:
    longest = inference._MOST_FEATURES
    output = quantized_linear_W8A8(torch.full((1, longest), 127.0), torch.full((1, longest), -128, dtype=torch.int8), 1)
    torch.testing.assert_close(output, torch.tensor([[-127.0 * 128 * longest]]), rtol=FLOAT32_SLACK, atol=0)
    with pytest.raises(ValueError, match="q_w may have 131071 features"):
        quantized_linear_W8A8(torch.ones(1, longest + 1), torch.ones(1, longest + 1, dtype=torch.int8), 1.0)


@pytest.mark.parametrize("dtype_x", [torch.int8, torch.uint8])
@pytest.mark.parametrize("dtype_w", [torch.int8, torch.uint8])
def test_four_terms_equal_the_direct_sum_at_the_longest_allowed_row(dtype_x: torch.dtype, dtype_w: torch.dtype) -> None:
    n_in = inference._MOST_FEATURES_WITH_ZERO_POINTS
    for end_x, end_w in [("min", "min"), ("min", "max"), ("max", "max")]:
        z_x, z_w = getattr(torch.iinfo(dtype_x), end_x), getattr(torch.iinfo(dtype_w), end_w)
        q_x = torch.full((1, n_in), sum((torch.iinfo(dtype_x).min, torch.iinfo(dtype_x).max)) - z_x, dtype=dtype_x)
        q_w = torch.full((2, n_in), sum((torch.iinfo(dtype_w).min, torch.iinfo(dtype_w).max)) - z_w, dtype=dtype_w)
        direct = (q_x.long() - z_x) @ (q_w.long() - z_w).t()
        exactly(int_matmul_with_zero_points(q_x, z_x, q_w, z_w).long(), direct)


def test_four_terms_equal_the_direct_sum_on_random_codes() -> None:
    generator = torch.Generator().manual_seed(1)
    for _ in range(50):
        q_x = torch.randint(0, 256, (2, 3, 70), generator=generator).to(torch.uint8)
        q_w = torch.randint(-128, 128, (5, 70), generator=generator).to(torch.int8)
        z_x, z_w = (int(torch.randint(*ends, (), generator=generator)) for ends in [(0, 256), (-128, 128)])
        direct = (q_x.long() - z_x) @ (q_w.long() - z_w).t()
        exactly(int_matmul_with_zero_points(q_x, z_x, q_w, z_w), direct.to(torch.int32))


def test_an_empty_batch_has_an_empty_output() -> None:
    none = torch.empty(0, 3)
    assert quantized_linear_W8A32_without_bias(none, CODES, 0.5, 0).shape == (0, 3)
    assert quantized_linear_W8A8(none, CODES, 0.5).shape == (0, 3)


def test_gradients_flow_to_the_input_of_a_float_layer() -> None:
    row = X.clone().requires_grad_()
    quantized_linear_W8A32_without_bias(row, CODES, 0.5, 0).sum().backward()  # type: ignore[no-untyped-call]
    exactly(row.grad, 0.5 * CODES.sum(dim=0).float())


GOOD: dict[str, dict[str, Any]] = {
    "quantized_linear_W8A32_without_bias": {"input": X, "q_w": CODES, "s_w": 0.5, "z_w": -5},
    "quantize_per_token": {"input": X},
    "quantized_linear_W8A8": {"input": X, "q_w": CODES, "s_w": 0.5},
    "int_matmul_with_zero_points": {"q_x": CODES, "z_x": 3, "q_w": CODES, "z_w": -5},
}
BAD: dict[str, list[tuple[Any, type[Exception], str]]] = {
    "input": [
        (CODES, TypeError, "int8"),
        (X / 0, ValueError, "finite"),
        (torch.tensor(1.0), ValueError, r"\[\.\.\., "),
    ],
    "q_w": [
        (WEIGHT, TypeError, "float32"),
        (CODES[0], ValueError, r"\[out, in\]"),
    ],
    "s_w": [
        (0.0, ValueError, "0"),
        ("1", TypeError, "'1'"),
        (torch.ones(3), ValueError, r"\[3, 1\]"),
        (torch.ones(1, 3), ValueError, r"\[3, 1\]"),
    ],
    "q_x": [(X, TypeError, "float32"), (CODES[:, :2], ValueError, "3"), (CODES.int(), TypeError, "int32")],
    "z_w": [(0.5, TypeError, "0.5"), (128, ValueError, "128")],
    "z_x": [(0.5, TypeError, "0.5"), (-129, ValueError, "-129"), (torch.tensor(3), TypeError, "Python int")],
}
SPOILT = [
    pytest.param(name, argument, *bad, id=f"{name}-{argument}-{position}")
    for name, arguments in GOOD.items()
    for argument in arguments
    for position, bad in enumerate(BAD[argument])
]


@pytest.mark.parametrize(("name", "argument", "value", "error", "message"), SPOILT)
def test_a_bad_argument_is_refused_with_its_name(
    name: str, argument: str, value: Any, error: type[Exception], message: str
) -> None:
    getattr(inference, name)(**GOOD[name])
    with pytest.raises(error, match=f"{argument} .*{message}"):
        getattr(inference, name)(**GOOD[name] | {argument: value})


def test_an_input_that_does_not_fit_the_weights_is_refused() -> None:
    for function in (quantized_linear_W8A8, quantized_linear_W8A32_without_bias):
        rest = (0.5,) if function is quantized_linear_W8A8 else (0.5, 0)
        with pytest.raises(ValueError, match=r"input must have shape \[\.\.\., 3\]"):
            function(torch.ones(2, 4), CODES, *rest)  # type: ignore[arg-type]


def test_W8A8_refuses_unsigned_weights_that_would_need_a_zero_point() -> None:  # noqa: N802
    with pytest.raises(TypeError, match=r"q_w must have dtype torch\.int8"):
        quantized_linear_W8A8(X, torch.ones(3, 3, dtype=torch.uint8), 0.5)
