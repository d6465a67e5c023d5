"""Bad input gets an error that names it, and unusual good input works, for every public function."""

import math
from typing import Any

import numpy as np
import pytest
import torch
from conftest import ROOT

import linquant_ref

T = torch.tensor([[191.6, -13.5, 728.6], [92.14, 295.5, -184.0], [0.0, 684.6, 245.5]])
CODES = torch.tensor([[-15, -74, 127], [-44, 14, -123], [-70, 126, 0]], dtype=torch.int8)
ARRAY = T.numpy().astype(np.float64)
NAN, INF = float("nan"), float("inf")

# A call of every public function that works; the tests below spoil one argument at a time.
GOOD: dict[str, dict[str, Any]] = {
    "asymmetric_dequantize": {"params_q": CODES.numpy().astype(np.int32), "scale": 0.5, "zero": 3},
    "asymmetric_quantization": {"params": ARRAY, "bits": 8},
    "check_dequantizer": {"dequantize": linquant_ref.linear_dequantization},
    "check_per_channel": {"quantize_per_channel": linquant_ref.linear_q_symmetric_per_channel},
    "check_qparams": {"find_qparams": linquant_ref.get_q_scale_and_zero_point},
    "check_quantizer": {"quantize": linquant_ref.linear_q_with_scale_and_zero_point},
    "choose_mode": {"tensor": T, "dtype": torch.int8},
    "clamp": {"params_q": ARRAY, "lower_bound": -5, "upper_bound": 5},
    "dequantize": {"codes": CODES, "scale": 0.5},
    "every_code": {"dtype": torch.int8},
    "expected_mse": {"scale": 0.5},
    "find_scale": {"largest": torch.tensor(10.8), "quant_max": 127},
    "get_q_scale_and_zero_point": {"tensor": T, "dtype": torch.int8},
    "get_q_scale_symmetric": {"tensor": T, "dtype": torch.int8},
    "get_q_scales": {"r_tensor": T, "dim": 0, "dtype": torch.int8},
    "get_q_scales_with_loop": {"r_tensor": T, "dim": 0, "dtype": torch.int8},
    "largest_magnitude": {"x": T},
    "linear_dequantization": {"quantized_tensor": CODES, "scale": 3.5, "zero_point": -70},
    "linear_q_symmetric": {"tensor": T, "dtype": torch.int8},
    "linear_q_symmetric_per_channel": {"r_tensor": T, "dim": 0, "dtype": torch.int8},
    "linear_q_with_scale_and_zero_point": {"tensor": T, "scale": 3.5, "zero_point": -70, "dtype": torch.int8},
    "linear_quantization": {"tensor": T, "dtype": torch.int8},
    "quantization_error": {"original_tensor": T, "dequantized_tensor": T + 1, "error_type": "mse"},
    "quantize_error": {"params_q": ARRAY, "params": ARRAY + 1},
    "range_use": {"tensor": T},
    "round_to_codes": {"scaled": T},
    "rounding_error": {"x": T, "x_hat": T + 1},
    "saturated_fraction": {"quantized_tensor": CODES},
    "scale_values": {"x": T, "scale": 3.5},
    "sqnr": {"original_tensor": T, "dequantized_tensor": T + 1},
    "symmetric_dequantize": {"params_q": CODES.numpy().astype(np.int32), "scale": 0.5},
    "symmetric_quantization": {"params": ARRAY, "bits": 8},
    "value_range": {"tensor": T},
    "view_for_broadcast": {"scale": torch.ones(3), "r_tensor": T, "dim": 0},
}
GOOD |= {
    "accuracy": {"model": torch.nn.Identity(), "inputs": torch.eye(3), "labels": torch.arange(3)},
    "layer_errors": {"model": torch.nn.Linear(3, 2), "quantized": torch.nn.Linear(3, 2)},
    "quantize_dequantize": {"weight": T, "n_bits": 4, "granularity": "group", "group_size": 3},
    "quantize_linear_weights": {"model": torch.nn.Linear(4, 2), "n_bits": 4, "granularity": "group", "group_size": 2},
    "quantized_bytes": {"model": torch.nn.Linear(4, 2), "n_bits": 4, "granularity": "group", "group_size": 2},
}
# Functions of other kinds of arguments; tests/test_<module>.py has their bad input.
TESTED_ELSEWHERE = {
    "inference": [
        "int_matmul_with_zero_points",
        "quantize_per_token",
        "quantized_linear_W8A8",
        "quantized_linear_W8A32_without_bias",
    ],
    "linear_layer": ["W8A16LinearLayer", "quantize_rows", "random_codes", "w8_a16_forward"],
    "packing": [
        "check_codes",
        "code_at",
        "pack_byte",
        "pack_weights",
        "pack_with_loop",
        "packed_size",
        "storage_bytes",
        "to_unsigned",
        "unpack_byte",
        "unpack_signed",
        "unpack_weights",
    ],
    "per_group": [
        "bits_per_weight",
        "linear_dequantization_per_group",
        "linear_q_symmetric_per_group",
        "split_into_groups",
    ],
    "replace": [
        "linear_layer_names",
        "model_size_in_bytes",
        "new_layer_for",
        "replace_linear_with_target",
        "replace_linear_with_target_and_quantize",
    ],
    "storage": ["build_skeleton", "check_state_dict", "load_quantized", "named_tensors", "save_quantized"],
}
EMPTY_IS_FINE = {"linear_q_with_scale_and_zero_point", "scale_values", "round_to_codes", "rounding_error"}


def call(name: str, **changed: Any) -> Any:
    return getattr(linquant_ref, name)(**GOOD[name] | changed)


def bad_values(name: str, argument: str, value: Any) -> list[tuple[Any, type[Exception], str]]:
    """What must be refused in place of a good value: (value, error, a part of its message)."""
    if name in ("quantization_error", "sqnr"):
        bad: list[tuple[Any, type[Exception], str]] = [([1.0], TypeError, "list")]
        if argument == "error_type":
            return [("rmse", ValueError, "rmse"), (None, ValueError, "None")]
        return [*bad, (ARRAY, TypeError, "ndarray"), (torch.ones(2, 3), ValueError, r"\(2, 3\)")]
    if callable(value):
        return [(3, TypeError, "3")]
    if isinstance(value, torch.dtype):
        return [
            (torch.float32, ValueError, "float32"),
            (torch.int64, ValueError, "int64"),
            ("int8", TypeError, "'int8'"),
        ]
    if argument == "dim":
        return [(2, ValueError, "2"), (-3, ValueError, "-3"), (0.0, TypeError, "0.0"), (True, TypeError, "True")]
    if argument in ("inputs", "labels"):
        return []
    if argument == "granularity":
        return [("row", ValueError, "row"), (None, ValueError, "None")]
    if argument == "group_size":
        return [(0, ValueError, "0"), (2.0, TypeError, "2.0")]
    if argument == "n_bits":
        return [(1, ValueError, "1"), (17, ValueError, "17"), (4.0, TypeError, "4.0")]
    if argument == "bits":
        return [(0, ValueError, "0"), (17, ValueError, "17"), (8.0, TypeError, "8.0")]
    if argument in ("zero", "zero_point"):
        return [(0.5, (TypeError, ValueError), "0.5"), (NAN, (TypeError, ValueError), "nan"), ("3", TypeError, "'3'")]
    if argument in ("lower_bound", "upper_bound"):
        return [({"lower_bound": 6, "upper_bound": -6}[argument], ValueError, "6"), ("3", TypeError, "'3'")]
    if argument == "scale" and name == "view_for_broadcast":
        return [(torch.ones(4), ValueError, r"\(4,\)"), (2.0, TypeError, "2.0")]
    if argument in ("scale", "largest", "quant_max"):
        return [(bad, ValueError, "-1|0|nan|inf") for bad in (0.0, -1.0, NAN, INF)] + [("3", TypeError, "'3'")]
    if isinstance(value, np.ndarray):
        refused = [(T, TypeError, "tensor"), (value.astype(complex), TypeError, "complex")]
        if value.dtype.kind == "i":
            return [*refused, (value / 2, TypeError, "float64")]
        spoilt = [np.where(value > 700, bad, value) for bad in (NAN, INF)]
        return [*refused, *((bad, ValueError, "nan|inf") for bad in spoilt), (value[:0], ValueError, r"\(0, 3\)")]
    if value.dtype == torch.int8:
        return [(T, TypeError, "float32"), (T > 0, TypeError, "bool"), ([1, 2], TypeError, "list")]
    refused = [(CODES, TypeError, "int8"), (ARRAY, TypeError, "array"), (T + 1j, TypeError, "complex")]
    spoilt = [torch.where(value > 700, torch.tensor(bad), value) for bad in (NAN, INF, -INF)]
    refused += [(bad, ValueError, "nan|inf") for bad in spoilt]
    return refused if name in EMPTY_IS_FINE else [*refused, (value[:0], ValueError, r"\(0, 3\)")]


SPOILT = [
    pytest.param(name, argument, *bad, id=f"{name}-{argument}-{position}")
    for name, arguments in GOOD.items()
    for argument, value in arguments.items()
    for position, bad in enumerate(bad_values(name, argument, value))
]


def test_every_public_function_is_tried() -> None:
    elsewhere = [name for names in TESTED_ELSEWHERE.values() for name in names]
    assert sorted([*GOOD, *elsewhere]) == sorted(linquant_ref.__all__)
    for module, names in TESTED_ELSEWHERE.items():
        tests = (ROOT / "tests" / f"test_{module}.py").read_text()
        assert [name for name in names if name not in tests] == []
    for name in GOOD:
        call(name)


@pytest.mark.parametrize(("name", "argument", "value", "error", "message"), SPOILT)
def test_a_bad_argument_is_refused_with_its_name_and_value(
    name: str, argument: str, value: Any, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message) as refusal:
        call(name, **{argument: value})
    if name not in ("quantization_error", "sqnr"):
        assert argument in str(refusal.value)


@pytest.mark.parametrize("zero_point", [128, -129, torch.tensor([128])])
def test_a_zero_point_that_is_no_code_is_refused(zero_point: int | torch.Tensor) -> None:
    for name in ("linear_q_with_scale_and_zero_point", "linear_dequantization"):
        with pytest.raises(ValueError, match=r"zero_point must .*\[-128, 127\].*12[89]"):
            call(name, zero_point=zero_point)


@pytest.mark.parametrize("scale", [torch.ones(2), torch.ones(1, 3, 3), torch.tensor([[1.0], [0.0], [1.0]])])
def test_a_scale_tensor_that_does_not_fit_or_is_not_positive_is_refused(scale: torch.Tensor) -> None:
    for name in ("linear_q_with_scale_and_zero_point", "linear_dequantization"):
        with pytest.raises(ValueError, match="scale"):
            call(name, scale=scale)


@pytest.mark.parametrize("name", ["choose_mode", "get_q_scale_symmetric", "linear_q_symmetric"])
def test_symmetric_mode_refuses_unsigned_codes(name: str) -> None:
    with pytest.raises(ValueError, match=r"dtype must be .*got torch\.uint8"):
        call(name, dtype=torch.uint8)


def test_symmetric_quantization_refuses_a_single_bit() -> None:
    with pytest.raises(ValueError, match="bits"):
        call("symmetric_quantization", bits=1)


def test_a_rank_0_tensor_has_no_channels_but_can_be_quantized() -> None:
    with pytest.raises(ValueError, match="dim"):
        call("linear_q_symmetric_per_channel", r_tensor=torch.tensor(3.0))
    codes, scale = call("linear_q_symmetric", tensor=torch.tensor(-3.0))
    assert (codes.item(), codes.shape) == (-127, ())
    assert scale == 3 / 127


def test_an_empty_tensor_quantizes_to_an_empty_one_when_the_scale_is_given() -> None:
    for name, argument in [("linear_q_with_scale_and_zero_point", "tensor"), ("round_to_codes", "scaled")]:
        codes = call(name, **{argument: torch.empty(0, 3)})
        assert (codes.shape, codes.dtype) == ((0, 3), torch.int8)


TENSOR_FUNCTIONS = [name for name, arguments in GOOD.items() if any(value is T for value in arguments.values())]
VARIANTS = {
    "non-contiguous": lambda tensor: torch.stack([tensor.T.contiguous(), tensor.T]).permute(0, 2, 1)[0],
    "requires_grad": lambda tensor: tensor.clone().requires_grad_(),
    "float64": lambda tensor: tensor.double(),
    "Parameter": lambda tensor: torch.nn.Parameter(tensor.clone()),
}


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("name", TENSOR_FUNCTIONS)
def test_layout_gradients_and_float64_do_not_change_the_result(name: str, variant: str) -> None:
    changed = {argument: VARIANTS[variant](value) for argument, value in GOOD[name].items() if value is T}
    assert not (variant == "non-contiguous" and next(iter(changed.values())).is_contiguous())
    assert_same(call(name, **changed), call(name))


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
@pytest.mark.parametrize("name", TENSOR_FUNCTIONS)
def test_half_precision_gives_what_the_same_values_give_in_float32(name: str, dtype: torch.dtype) -> None:
    halves = {argument: value.to(dtype) for argument, value in GOOD[name].items() if value is T}
    singles = {argument: value.float() for argument, value in halves.items()}
    assert_same(call(name, **halves), call(name, **singles))


def assert_same(actual: Any, expected: Any) -> None:
    if isinstance(expected, tuple):
        assert len(actual) == len(expected)
        for pair in zip(actual, expected, strict=True):
            assert_same(*pair)
    elif isinstance(expected, torch.Tensor):
        # float64 input differs from float32 input by the rounding of the input, one part in 2^24.
        torch.testing.assert_close(actual.detach().to(expected.dtype), expected.detach(), rtol=2**-22, atol=0)
    elif isinstance(expected, str):
        assert actual == expected
    else:
        assert math.isclose(actual, expected, rel_tol=2**-20)
