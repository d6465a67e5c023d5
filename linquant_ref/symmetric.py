"""Symmetric mode, and when to use which mode (lesson L3-A).

Krishnamoorthi, "Quantizing deep convolutional networks for efficient inference" (arXiv:1806.08342), section 2.2. The
restricted range [-quant_max, quant_max] is used: the scale is max|r| / quant_max, so the code quant_min never occurs.
"""

import torch

from linquant_ref._validate import SYMMETRIC_DTYPES, extremes, nonempty_tensor, one_of_dtypes, validated
from linquant_ref.affine import linear_dequantization, linear_q_with_scale_and_zero_point
from linquant_ref.error import quantization_error
from linquant_ref.qparams import linear_quantization, value_range
from linquant_ref.speed import when_large


def _scale_of_extremes(tensor: torch.Tensor, dtype: torch.dtype = torch.int8) -> float:
    smallest, largest = extremes(tensor).tolist()
    return float(max(max(-smallest, largest) / torch.iinfo(dtype).max, torch.finfo(torch.float32).tiny))


@validated(tensor=nonempty_tensor, dtype=one_of_dtypes(*SYMMETRIC_DTYPES))
@when_large(_scale_of_extremes, kernel=False)
def get_q_scale_symmetric(tensor: torch.Tensor, dtype: torch.dtype = torch.int8) -> float:
    """Return s = max |tensor| / quant_max, in real units per code.

    The scale is at least float32's smallest normal number, 1.18e-38, so that a tensor of zeros has a positive one.

    Args:
        tensor: Floating-point tensor of any shape, at least one element.
        dtype: torch.int8 or torch.int16; an unsigned dtype has no negative codes.

    Raises:
        TypeError: tensor is not a floating-point tensor, or dtype is not a torch.dtype.
        ValueError: tensor is empty or not finite, or dtype is another one.
    """
    r_max = tensor.abs().max().item()
    return max(r_max / torch.iinfo(dtype).max, torch.finfo(torch.float32).tiny)


@validated(tensor=nonempty_tensor, dtype=one_of_dtypes(*SYMMETRIC_DTYPES))
def linear_q_symmetric(tensor: torch.Tensor, dtype: torch.dtype = torch.int8) -> tuple[torch.Tensor, float]:
    """Return (q, s) with s = get_q_scale_symmetric(tensor, dtype) and q = round(tensor / s) in [-quant_max, quant_max].

    Raises:
        TypeError: tensor is not a floating-point tensor, or dtype is not a torch.dtype.
        ValueError: tensor is empty or not finite, or dtype is not torch.int8 or torch.int16.
    """
    scale = get_q_scale_symmetric(tensor, dtype=dtype)
    return linear_q_with_scale_and_zero_point(tensor, scale, 0, dtype=dtype), scale


@validated(tensor=nonempty_tensor)
def range_use(tensor: torch.Tensor) -> float:
    """Return (r_max - r_min) / (2 max |tensor|): the share of the symmetric range that values fall into.

    r_min and r_max come from value_range, so the result lies in [0.5, 1]; a tensor of zeros gives 1.

    Raises:
        TypeError: tensor is not a floating-point tensor.
        ValueError: tensor is empty or not finite.
    """
    r_min, r_max = value_range(tensor)
    largest = max(-r_min, r_max)
    return (r_max - r_min) / (2 * largest) if largest > 0 else 1.0


@validated(tensor=nonempty_tensor, dtype=one_of_dtypes(*SYMMETRIC_DTYPES))
def choose_mode(tensor: torch.Tensor, dtype: torch.dtype = torch.int8) -> str:
    """Return "asymmetric" if that mode's mean squared error is below half of the symmetric one, else "symmetric".

    The zero point costs arithmetic at run time, so the asymmetric mode has to earn it.

    Raises:
        TypeError: tensor is not a floating-point tensor, or dtype is not a torch.dtype.
        ValueError: tensor is empty or not finite, or dtype is not torch.int8 or torch.int16.
    """
    tensor = tensor.float()
    symmetric_codes, symmetric_scale = linear_q_symmetric(tensor, dtype=dtype)
    symmetric = quantization_error(tensor, linear_dequantization(symmetric_codes, symmetric_scale, 0))
    asymmetric = quantization_error(tensor, linear_dequantization(*linear_quantization(tensor, dtype=dtype)))
    return "asymmetric" if asymmetric < symmetric / 2 else "symmetric"
