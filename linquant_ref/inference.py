"""Linear layers that compute with quantized weights (lesson L3-D).

Integer matrix products and their zero points: Jacob et al. (arXiv:1712.05877), sections 2.2 and 2.3, equation 7. One
activation scale per token: Dettmers et al., "LLM.int8()" (arXiv:2208.07339), section 3.1 (there "vector-wise").
"""

from typing import Any

import torch

from linquant_ref._validate import (
    Arguments,
    Check,
    code_tensor,
    describe,
    real_tensor,
    scale_for,
    validated,
    zero_point_for,
)
from linquant_ref.affine import linear_dequantization

_BYTE_CODES = (torch.int8, torch.uint8)

# How many products fit in an int32 sum: of two int8 codes, and of two codes less their zero points.
_MOST_FEATURES = (2**31 - 1) // (128 * 128)
_MOST_FEATURES_WITH_ZERO_POINTS = (2**31 - 1) // (255 * 255)


def _weight_codes(*dtypes: torch.dtype, most_features: int | None = None) -> Check:
    def check(name: str, value: Any, arguments: Arguments) -> None:
        code_tensor(name, value, arguments)
        if dtypes and value.dtype not in dtypes:
            raise TypeError(f"{name} must have dtype {' or '.join(map(str, dtypes))}, got {describe(value)}")
        if value.dim() != 2:
            raise ValueError(f"{name} must have shape [out, in], got {describe(value)}")
        if most_features is not None and value.shape[1] > most_features:
            raise ValueError(
                f"{name} may have {most_features} features before int32 sums overflow, got {value.shape[1]}"
            )

    return check


def _rows(name: str, value: Any, arguments: Arguments) -> None:
    real_tensor(name, value, arguments)
    if value.dim() == 0 or value.shape[-1] == 0:
        raise ValueError(f"{name} must have shape [..., in] with at least one feature, got {describe(value)}")


def _fits_the_weights(name: str, value: Any, arguments: Arguments) -> None:
    in_features = arguments["q_w"].shape[1]
    if value.dim() == 0 or value.shape[-1] != in_features:
        raise ValueError(f"{name} must have shape [..., {in_features}] for these weights, got {describe(value)}")


def _input_of_the_weights(name: str, value: Any, arguments: Arguments) -> None:
    _rows(name, value, arguments)
    _fits_the_weights(name, value, arguments)


def _codes_of_the_weights(name: str, value: Any, arguments: Arguments) -> None:
    code_tensor(name, value, arguments)
    if value.dtype not in _BYTE_CODES:
        raise TypeError(f"{name} must have dtype torch.int8 or torch.uint8, got {describe(value)}")
    _fits_the_weights(name, value, arguments)


def _one_per_output(name: str, value: Any, arguments: Arguments) -> None:
    scale_for("q_w")(name, value, arguments)
    out_features = arguments["q_w"].shape[0]
    if isinstance(value, torch.Tensor) and value.numel() != 1 and value.shape != (out_features, 1):
        raise ValueError(f"{name} must be a number or have shape [{out_features}, 1], got {describe(value)}")


def _python_int_zero_point_of(tensor_name: str) -> Check:
    def check(name: str, value: Any, arguments: Arguments) -> None:
        # An int8 tensor or NumPy scalar would wrap around in the products of zero points.
        if isinstance(value, bool) or not isinstance(value, int):
            raise TypeError(f"{name} must be a Python int, got {describe(value)}")
        zero_point_for(tensor_name)(name, value, arguments)

    return check


@validated(
    q_w=_weight_codes(),
    input=_input_of_the_weights,
    s_w=_one_per_output,
    z_w=zero_point_for("q_w"),
)
def quantized_linear_W8A32_without_bias(  # noqa: N802 (the name is the lesson's)
    input: torch.Tensor, q_w: torch.Tensor, s_w: float | torch.Tensor, z_w: int | torch.Tensor
) -> torch.Tensor:
    """Return input @ (s_w * (q_w - z_w)).T as float32: 8-bit weights, 32-bit activations.

    Args:
        input: Floating-point tensor of shape [..., in].
        q_w: Weight codes, shape [out, in].
        s_w: Real units per weight code, positive: a number, or one scale per output, shape [out, 1].
        z_w: The weight code of 0.0.

    Returns:
        float32 tensor of shape [..., out] (input [A, in], q_w [B, in] -> [A, B]).

    Raises:
        TypeError: An argument has the wrong type.
        ValueError: A shape does not fit, input is not finite, s_w is not positive or z_w is no code of q_w's dtype.
    """
    weight = linear_dequantization(q_w, s_w, z_w)
    return input.float() @ weight.t()


@validated(input=_rows)
def quantize_per_token(input: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Return (q, s) with s = max |row| / 127 and q = round(input / s): int8 codes, one symmetric scale per row.

    Dynamic quantization: the scale comes from the very input that is quantized, so there is nothing to calibrate. A row
    of zeros has float32's smallest normal number, 1.18e-38, as its scale.

    Args:
        input: Floating-point tensor of shape [..., in]; a row along the last dimension is one token.

    Returns:
        torch.int8 codes, shape of input; float32 scales, in real units per code (input [A, in] -> scale [A, 1]).

    Raises:
        TypeError: input is not a floating-point tensor.
        ValueError: input is not finite or has no features.
    """
    rows = input.detach().float()
    scale = (rows.abs().amax(dim=-1, keepdim=True) / 127).clamp(min=torch.finfo(torch.float32).tiny)
    return torch.round(rows / scale).clamp(-127, 127).to(torch.int8), scale


@validated(
    q_w=_weight_codes(torch.int8, most_features=_MOST_FEATURES), input=_input_of_the_weights, s_w=_one_per_output
)
def quantized_linear_W8A8(  # noqa: N802 (the name is the lesson's)
    input: torch.Tensor, q_w: torch.Tensor, s_w: float | torch.Tensor
) -> torch.Tensor:
    """Return s_x * s_w * (q_x @ q_w.T) as float32, with (q_x, s_x) = quantize_per_token(input) and int32 sums.

    Args:
        input: Floating-point tensor of shape [..., in].
        q_w: torch.int8 weight codes of symmetric mode, shape [out, in], with at most 131,071 features.
        s_w: Real units per weight code, positive: a number, or one scale per output, shape [out, 1].

    Returns:
        float32 tensor of shape [..., out] (input [A, in], q_w [B, in] -> [A, B]).

    Raises:
        TypeError: An argument has the wrong type.
        ValueError: A shape does not fit, input is not finite or s_w is not positive.
    """
    q_x, s_x = quantize_per_token(input)
    sums = q_x.to(torch.int32) @ q_w.to(torch.int32).t()
    return sums * s_x * torch.as_tensor(s_w, dtype=torch.float32).flatten()


@validated(
    q_w=_weight_codes(*_BYTE_CODES, most_features=_MOST_FEATURES_WITH_ZERO_POINTS),
    q_x=_codes_of_the_weights,
    z_x=_python_int_zero_point_of("q_x"),
    z_w=_python_int_zero_point_of("q_w"),
)
def int_matmul_with_zero_points(q_x: torch.Tensor, z_x: int, q_w: torch.Tensor, z_w: int) -> torch.Tensor:
    """Return the int32 sums over the features of (q_x - z_x)(q_w - z_w), exactly.

    The product is expanded into four terms, of which only the first is a matrix product:
    sum q_x q_w - z_w sum q_x - z_x sum q_w + in * z_x z_w.

    Args:
        q_x: torch.int8 or torch.uint8 codes of the input, shape [..., in], with at most 33,025 features.
        z_x: The code of 0.0 in q_x, one integer.
        q_w: torch.int8 or torch.uint8 codes of the weights, shape [out, in].
        z_w: The code of 0.0 in q_w, one integer.

    Returns:
        torch.int32 tensor of shape [..., out], to be multiplied by both scales (q_x [A, in], q_w [B, in] -> [A, B]).

    Raises:
        TypeError: An argument has the wrong type.
        ValueError: A shape does not fit, or a zero point is no code of its dtype.
    """
    q_x, q_w = q_x.to(torch.int32), q_w.to(torch.int32)
    products = q_x @ q_w.t()
    row_sums = q_x.sum(dim=-1, keepdim=True, dtype=torch.int32)
    column_sums = q_w.sum(dim=-1, dtype=torch.int32)
    return products - z_w * row_sums - z_x * column_sums + q_x.shape[-1] * z_x * z_w
