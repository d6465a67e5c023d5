"""Quantization from scratch with NumPy, both modes (lesson L1-B).

Asymmetric mode: Jacob et al. (arXiv:1712.05877), equations 1 and 12. Symmetric mode: Krishnamoorthi (arXiv:1806.08342),
section 2.2. All arithmetic is in float64; round is half to even.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from linquant_ref._validate import (
    Arguments,
    finite_number,
    integer_array,
    integer_between,
    integral_number,
    positive_number,
    real_array,
    validated,
)


def _not_below_lower_bound(name: str, value: Any, arguments: Arguments) -> None:
    finite_number(name, value, arguments)
    if value < arguments["lower_bound"]:
        raise ValueError(f"{name} must be at least lower_bound {arguments['lower_bound']}, got {value}")


@validated(params_q=real_array, lower_bound=finite_number, upper_bound=_not_below_lower_bound)
def clamp(params_q: NDArray[np.float64], lower_bound: int, upper_bound: int) -> NDArray[np.float64]:
    """Return min(max(params_q, lower_bound), upper_bound) as a new array of the same shape and dtype.

    Raises:
        TypeError: params_q is not an array of real numbers, or a bound is not a number.
        ValueError: params_q is empty or not finite, or a bound is not finite, or lower_bound is above upper_bound.
    """
    return np.clip(params_q, lower_bound, upper_bound)


@validated(params=real_array, bits=integer_between(1, 16))
def asymmetric_quantization(params: NDArray[np.float64], bits: int) -> tuple[NDArray[np.int32], float, int]:
    """Return codes = clamp(round(params / scale + zero), 0, 2^bits - 1), the scale and the zero point.

    scale = (max - min) / (2^bits - 1) and zero = round(-min / scale), where max and min are taken over params and 0, so
    that 0 has a code of its own. An array of zeros gets the smallest positive normal number as its scale.

    Args:
        params: Array of real numbers of any shape.
        bits: Bits per code, 1 to 16.

    Returns:
        Codes in 0 .. 2^bits - 1 as int32, shape of params; the scale in real units per code; the zero point, a code.

    Raises:
        TypeError: params is not an array of real numbers, or bits is not an integer.
        ValueError: params is empty or not finite, or bits is outside 1 .. 16.
    """
    params = np.asarray(params, dtype=np.float64)
    alpha, beta = max(params.max(), 0.0), min(params.min(), 0.0)
    largest_code = 2**bits - 1
    scale = float(max((alpha - beta) / largest_code, np.finfo(np.float64).tiny))
    zero = round(-beta / scale)
    codes = clamp(np.round(params / scale + zero), 0, largest_code)
    return codes.astype(np.int32), scale, zero


@validated(params_q=integer_array, scale=positive_number, zero=integral_number)
def asymmetric_dequantize(params_q: NDArray[np.int32], scale: float, zero: int) -> NDArray[np.float64]:
    """Return (params_q - zero) * scale, float64, shape of params_q.

    Raises:
        TypeError: params_q is not an array of integers, or scale or zero is not a number.
        ValueError: scale is not positive and finite, or zero is not a whole number.
    """
    return (params_q.astype(np.float64) - zero) * scale


@validated(params=real_array, bits=integer_between(1, 16))
def symmetric_quantization(params: NDArray[np.float64], bits: int) -> tuple[NDArray[np.int32], float]:
    """Return codes = clamp(round(params / scale), -(2^(bits-1) - 1), 2^(bits-1) - 1) and the scale.

    scale = max |params| / (2^(bits-1) - 1). The lowest code of two's complement, -2^(bits-1), is not used: the range is
    the restricted one. An array of zeros gets the smallest positive normal number as its scale.

    Args:
        params: Array of real numbers of any shape.
        bits: Bits per code, 2 to 16 (with 1 bit no positive code is left).

    Returns:
        Codes as int32, shape of params; the scale in real units per code.

    Raises:
        TypeError: params is not an array of real numbers, or bits is not an integer.
        ValueError: params is empty or not finite, or bits is outside 2 .. 16.
    """
    if bits < 2:
        raise ValueError(f"bits must be at least 2 in symmetric mode, got {bits}")
    params = np.asarray(params, dtype=np.float64)
    largest_code = 2 ** (bits - 1) - 1
    scale = float(max(np.abs(params).max() / largest_code, np.finfo(np.float64).tiny))
    codes = clamp(np.round(params / scale), -largest_code, largest_code)
    return codes.astype(np.int32), scale


@validated(params_q=integer_array, scale=positive_number)
def symmetric_dequantize(params_q: NDArray[np.int32], scale: float) -> NDArray[np.float64]:
    """Return params_q * scale, float64, shape of params_q.

    Raises:
        TypeError: params_q is not an array of integers, or scale is not a number.
        ValueError: scale is not positive and finite.
    """
    return params_q.astype(np.float64) * scale


def _shape_of_params_q(name: str, value: Any, arguments: Arguments) -> None:
    real_array(name, value, arguments)
    if value.shape != arguments["params_q"].shape:
        raise ValueError(f"params_q has shape {arguments['params_q'].shape}, {name} has shape {value.shape}")


@validated(params_q=real_array, params=_shape_of_params_q)
def quantize_error(params_q: NDArray[np.float64], params: NDArray[np.float64]) -> float:
    """Return the mean squared error mean((params - params_q)^2), in squared units of params.

    Args:
        params_q: The dequantized array.
        params: The original array, same shape.

    Raises:
        TypeError: An argument is not an array of real numbers.
        ValueError: An argument is empty or not finite, or the shapes differ.
    """
    difference = params.astype(np.float64) - params_q.astype(np.float64)
    return float(np.mean(difference**2))
