"""Measure what quantization changed (lesson L2-C).

Error of a uniform quantizer, s^2 / 12, and the signal-to-noise ratio in dB: Gray and Neuhoff, "Quantization" (IEEE
Transactions on Information Theory 44, 1998), section II.
"""

import math
from typing import Any, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray

from linquant_ref._validate import Arguments, code_tensor, positive_number, validated

Values = TypeVar("Values", torch.Tensor, NDArray[np.floating])


def quantization_error(original_tensor: Values, dequantized_tensor: Values, error_type: str = "mse") -> float:
    """Return mean(d^2) for "mse" or mean(|d|) for "mae", with d = original_tensor - dequantized_tensor.

    The difference is taken in float32, or in float64 where an input is float64: integers would wrap around and float16
    would overflow. A NaN or an infinity in the input makes the result NaN or infinite.

    Args:
        original_tensor: Tensor or NumPy array of any shape, at least one element.
        dequantized_tensor: The same kind, the same shape; a Parameter is a tensor.
        error_type: "mse" (squared units of the input) or "mae" (units of the input).

    Raises:
        TypeError: One is a tensor and the other an array, or neither is one of them.
        ValueError: The shapes differ, there are no elements, or error_type is another word.
    """
    pair = (original_tensor, dequantized_tensor)
    if not any(all(isinstance(values, kind) for values in pair) for kind in (torch.Tensor, np.ndarray)):
        raise TypeError(f"need two tensors or two arrays, got {' and '.join(type(values).__name__ for values in pair)}")
    if original_tensor.shape != dequantized_tensor.shape:
        raise ValueError(f"shapes differ: {tuple(original_tensor.shape)} and {tuple(dequantized_tensor.shape)}")
    if error_type not in ("mse", "mae"):
        raise ValueError(f"error_type must be 'mse' or 'mae', got {error_type!r}")
    if 0 in original_tensor.shape:
        raise ValueError(f"need at least one element, got shape {tuple(original_tensor.shape)}")
    if isinstance(original_tensor, torch.Tensor):
        wide = torch.promote_types(torch.promote_types(original_tensor.dtype, dequantized_tensor.dtype), torch.float32)
        difference = original_tensor.detach().to(wide) - dequantized_tensor.detach().to(wide)
    else:
        wide = np.result_type(original_tensor.dtype, dequantized_tensor.dtype, np.float32)
        difference = original_tensor.astype(wide) - dequantized_tensor.astype(wide)
    error = difference**2 if error_type == "mse" else abs(difference)
    return float(error.mean())


def sqnr(original_tensor: Values, dequantized_tensor: Values) -> float:
    """Return the signal-to-quantization-noise ratio 10 log10(mean(x^2) / mean((x - x_hat)^2)), in dB.

    Infinite where nothing was lost, minus infinity where a signal of zeros became noise.

    Raises:
        TypeError: One is a tensor and the other an array, or neither is one of them.
        ValueError: The shapes differ or there are no elements.
    """
    noise = quantization_error(original_tensor, dequantized_tensor)
    signal = quantization_error(original_tensor, 0 * original_tensor)
    if noise == 0:
        return math.inf
    if signal == 0:
        return -math.inf
    return 10 * (math.log10(signal) - math.log10(noise))


@validated(scale=positive_number)
def expected_mse(scale: float) -> float:
    """Return s^2 / 12, the mean squared error of rounding when every place between two codes is equally likely.

    Args:
        scale: Real units per code, positive. The result is in squared real units.

    Raises:
        TypeError: scale is not a number.
        ValueError: scale is not positive and finite.
    """
    # As a product it becomes infinite beyond float64, where ** raises OverflowError.
    return scale * scale / 12


def _nonempty_codes(name: str, value: Any, arguments: Arguments) -> None:
    code_tensor(name, value, arguments)
    if value.numel() == 0:
        raise ValueError(f"{name} must have at least one element, got shape {tuple(value.shape)}")


@validated(quantized_tensor=_nonempty_codes)
def saturated_fraction(quantized_tensor: torch.Tensor) -> float:
    """Return the share of codes that are the lowest or the highest code of their dtype, in [0, 1].

    A code at an end may stand for a value far outside the range; many of them tell that the scale is too small.

    Raises:
        TypeError: quantized_tensor is not an integer tensor.
        ValueError: quantized_tensor is empty.
    """
    limits = torch.iinfo(quantized_tensor.dtype)
    at_an_end = (quantized_tensor == limits.min) | (quantized_tensor == limits.max)
    return at_an_end.float().mean().item()
