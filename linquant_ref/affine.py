"""Quantize and dequantize a tensor when the scale and the zero point are given (lesson L2-A).

The affine map r = s * (q - z): Jacob et al. (arXiv:1712.05877), equation 1. The zero point is added before rounding and
the tensor is divided by the scale; libraries that add after rounding, or multiply by 1 / scale, differ on exact ties.
"""

import torch

from linquant_ref._blocks import codes_in_blocks, values_in_blocks
from linquant_ref._validate import (
    ASYMMETRIC_DTYPES,
    code_tensor,
    one_of_dtypes,
    real_tensor,
    scale_for,
    validated,
    zero_point_for,
)
from linquant_ref.speed import when_large


@validated(
    tensor=real_tensor,
    dtype=one_of_dtypes(*ASYMMETRIC_DTYPES),
    scale=scale_for("tensor"),
    zero_point=zero_point_for("tensor", "dtype"),
)
@when_large(codes_in_blocks)
def linear_q_with_scale_and_zero_point(
    tensor: torch.Tensor,
    scale: float | torch.Tensor,
    zero_point: int | torch.Tensor,
    dtype: torch.dtype = torch.int8,
) -> torch.Tensor:
    """Return q = clamp(round(tensor / scale + zero_point), quant_min, quant_max), computed in float32, ties to even.

    Args:
        tensor: Floating-point tensor of any shape and memory layout; it may be empty.
        scale: Real units per code, positive: a number, or a tensor that broadcasts to the shape of tensor
            (tensor [A, B], one scale per row -> scale [A, 1]).
        zero_point: The code of 0.0: an integer, or an integer tensor that broadcasts like scale.
        dtype: torch.int8, torch.uint8 or torch.int16; wider codes do not fit in float32's 24-bit significand.

    Returns:
        Codes of the given dtype, shape of tensor.

    Raises:
        TypeError: An argument has the wrong type; integer tensors are refused, they look like codes already.
        ValueError: tensor is not finite, scale is not positive, zero_point is no code of dtype, dtype is another one,
            or a shape does not broadcast.
    """
    quant_min, quant_max = torch.iinfo(dtype).min, torch.iinfo(dtype).max
    codes = torch.round(tensor.float() / scale + zero_point)
    return codes.clamp(quant_min, quant_max).to(dtype)


@validated(
    quantized_tensor=code_tensor,
    scale=scale_for("quantized_tensor"),
    zero_point=zero_point_for("quantized_tensor"),
)
@when_large(values_in_blocks)
def linear_dequantization(
    quantized_tensor: torch.Tensor, scale: float | torch.Tensor, zero_point: int | torch.Tensor
) -> torch.Tensor:
    """Return r = scale * (quantized_tensor - zero_point) as float32.

    The codes become float before the subtraction: in int8, 127 - (-70) wraps around to -59.

    Args:
        quantized_tensor: Integer codes of any shape.
        scale: Real units per code, positive: a number, or a tensor that broadcasts to the shape of the codes.
        zero_point: The code of 0.0: an integer, or an integer tensor that broadcasts like scale.

    Returns:
        float32 tensor, shape of quantized_tensor.

    Raises:
        TypeError: An argument has the wrong type.
        ValueError: scale is not positive, zero_point is no code of the codes' dtype, or a shape does not broadcast.
    """
    return scale * (quantized_tensor.float() - zero_point)


@validated(dtype=one_of_dtypes(*ASYMMETRIC_DTYPES))
def every_code(dtype: torch.dtype = torch.int8) -> torch.Tensor:
    """Return all codes quant_min, ..., quant_max of a dtype, both ends included, shape [2^bits].

    Raises:
        TypeError: dtype is not a torch.dtype.
        ValueError: dtype is not torch.int8, torch.uint8 or torch.int16.
    """
    return torch.arange(torch.iinfo(dtype).min, torch.iinfo(dtype).max + 1).to(dtype)
