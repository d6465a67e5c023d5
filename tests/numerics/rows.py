"""The lines of docs/numerics.md, and the calls that their checks are made of."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import torch

import linquant_ref as ref

NAN, INF = float("nan"), float("inf")
TINY, LARGEST = torch.finfo(torch.float32).tiny, torch.finfo(torch.float32).max
X = torch.tensor([[1.0, -2.0], [0.5, 4.0]])
CODES = torch.tensor([[1, -2], [3, 4]], dtype=torch.int8)

Calls = dict[str, Callable[[torch.Tensor], Any]]
# Calls of the public functions in which everything but one tensor is fixed.
PER_TENSOR: Calls = {
    "get_q_scale_and_zero_point": ref.get_q_scale_and_zero_point,
    "linear_quantization": ref.linear_quantization,
    "get_q_scale_symmetric": ref.get_q_scale_symmetric,
    "linear_q_symmetric": ref.linear_q_symmetric,
    "value_range": ref.value_range,
    "range_use": ref.range_use,
    "choose_mode": ref.choose_mode,
    "largest_magnitude": ref.largest_magnitude,
}
PER_CHANNEL: Calls = {
    "get_q_scales": lambda x: ref.get_q_scales(x, 0),
    "get_q_scales_with_loop": lambda x: ref.get_q_scales_with_loop(x, 0),
    "linear_q_symmetric_per_channel": lambda x: ref.linear_q_symmetric_per_channel(x, 0),
    "linear_q_symmetric_per_group": lambda x: ref.linear_q_symmetric_per_group(x, 2),
    "quantize_rows": ref.quantize_rows,
    "quantize_dequantize": lambda x: ref.quantize_dequantize(x, 8),
}
PER_TOKEN: Calls = {
    "quantize_per_token": ref.quantize_per_token,
    "quantized_linear_W8A8": lambda x: ref.quantized_linear_W8A8(x, CODES, 0.5),
}
GIVEN: Calls = {
    "linear_q_with_scale_and_zero_point": lambda x: ref.linear_q_with_scale_and_zero_point(x, 0.5, 3),
    "scale_values": lambda x: ref.scale_values(x, 0.5),
    "round_to_codes": ref.round_to_codes,
    "rounding_error": lambda x: ref.rounding_error(x, x),
}
LAYERS: Calls = {
    "quantized_linear_W8A32_without_bias": lambda x: ref.quantized_linear_W8A32_without_bias(x, CODES, 0.5, 0),
    "w8_a16_forward": lambda x: ref.w8_a16_forward(CODES, x, torch.ones(2)),
}
FIND = PER_TENSOR | PER_CHANNEL
REAL = FIND | PER_TOKEN | GIVEN | {"quantized_linear_W8A32_without_bias": LAYERS["quantized_linear_W8A32_without_bias"]}
NUMPY = {
    "asymmetric_quantization": lambda params: ref.asymmetric_quantization(params, 8),
    "symmetric_quantization": lambda params: ref.symmetric_quantization(params, 8),
}
SEVERAL_SCALES = [
    "linear_q_symmetric_per_channel",
    "linear_q_symmetric_per_group",
    "quantize_rows",
    "quantize_per_token",
]
NAMED = {"*find*": FIND, "*real*": REAL, "*NumPy*": NUMPY}


@dataclass(frozen=True)
class Row:
    """A line of the table: what is given to which functions, the result and the reason; and the check that it is so."""

    given: str
    functions: str
    result: str
    reason: str
    check: Callable[[], None]


ROWS: list[Row] = []


def row(given: str, functions: str, result: str, reason: str) -> Callable[[Callable[[], None]], Callable[[], None]]:
    def add(check: Callable[[], None]) -> Callable[[], None]:
        ROWS.append(Row(given, functions, result, reason, check))
        return check

    return add


def refused(calls: dict[str, Any], value: Any, error: Any, message: str) -> None:
    for call in calls.values():
        with pytest.raises(error, match=message):
            call(value)


def same(actual: Any, expected: Any) -> None:
    if isinstance(expected, tuple):
        for pair in zip(actual, expected, strict=True):
            same(*pair)
    elif isinstance(expected, torch.Tensor):
        assert type(actual) is torch.Tensor
        # Copies of the input keep its dtype; the values are what counts here.
        torch.testing.assert_close(actual.detach().to(expected.dtype), expected.detach(), rtol=0, atol=0)
    else:
        assert actual == expected
