"""Symmetric 8-bit quantization of a vector, one step at a time (lesson L1-A).

Scale: Jacob et al., "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference"
(arXiv:1712.05877), equation 1 with zero point 0.
"""

from typing import Any

import torch

from linquant_ref._validate import (
    Arguments,
    code_tensor,
    nonempty_tensor,
    positive_scalar,
    real_tensor,
    scale_for,
    validated,
)


@validated(x=nonempty_tensor)
def largest_magnitude(x: torch.Tensor) -> torch.Tensor:
    """Return max |x|, in the units of x: a tensor of rank 0 and of x's dtype.

    Args:
        x: Floating-point tensor of any shape, at least one element.

    Raises:
        TypeError: x is not a floating-point tensor.
        ValueError: x is empty or has values that are not finite.
    """
    return x.abs().max()


@validated(largest=positive_scalar, quant_max=positive_scalar)
def find_scale(largest: torch.Tensor, quant_max: int = 127) -> torch.Tensor:
    """Return s = largest / quant_max, in real units per code.

    Args:
        largest: The largest magnitude, positive: a tensor of rank 0 or a number.
        quant_max: The largest code, positive.

    Raises:
        TypeError: An argument is not one number.
        ValueError: An argument is not positive and finite.
    """
    return largest / quant_max


@validated(x=real_tensor, scale=scale_for("x"))
def scale_values(x: torch.Tensor, scale: torch.Tensor | float) -> torch.Tensor:
    """Return x / scale: the values measured in steps, still with fractions. Same shape as x, float32.

    Raises:
        TypeError: x is not a floating-point tensor, or scale is not a number.
        ValueError: x is not finite, or scale is not positive and finite.
    """
    return x.float() / scale


@validated(scaled=real_tensor)
def round_to_codes(scaled: torch.Tensor) -> torch.Tensor:
    """Return int8(clamp(round(scaled), -127, 127)), ties to even. Same shape as scaled.

    The order matters: a cast cuts fractions off and wraps around, so it comes last.

    Raises:
        TypeError: scaled is not a floating-point tensor.
        ValueError: scaled has values that are not finite.
    """
    return torch.round(scaled).clamp(-127, 127).to(torch.int8)


@validated(codes=code_tensor, scale=scale_for("codes"))
def dequantize(codes: torch.Tensor, scale: torch.Tensor | float) -> torch.Tensor:
    """Return scale * codes: the real value each code stands for. Same shape as codes, float32.

    Raises:
        TypeError: codes is not an integer tensor, or scale is not a number.
        ValueError: scale is not positive and finite.
    """
    return codes.float() * scale


def _same_shape(name: str, value: Any, arguments: Arguments) -> None:
    real_tensor(name, value, arguments)
    if value.shape != arguments["x"].shape:
        raise ValueError(f"{name} has shape {tuple(value.shape)}, x has shape {tuple(arguments['x'].shape)}")


@validated(x=real_tensor, x_hat=_same_shape)
def rounding_error(x: torch.Tensor, x_hat: torch.Tensor) -> torch.Tensor:
    """Return x - x_hat, element by element, in the units of x. Same shape as x.

    Raises:
        TypeError: An argument is not a floating-point tensor.
        ValueError: An argument is not finite, or the shapes differ.
    """
    return x - x_hat
