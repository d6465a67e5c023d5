"""Find the scale and the zero point of a tensor (lesson L2-B).

Jacob et al. (arXiv:1712.05877), equation 12; 0 must have a code: sections 2.1 and 3.1 there.
"""

import torch

from linquant_ref._validate import ASYMMETRIC_DTYPES, extremes, nonempty_tensor, one_of_dtypes, validated
from linquant_ref.affine import linear_q_with_scale_and_zero_point
from linquant_ref.speed import when_large


def _range_of_extremes(tensor: torch.Tensor) -> tuple[float, float]:
    smallest, largest = extremes(tensor).tolist()
    return min(smallest, 0.0), max(largest, 0.0)


@validated(tensor=nonempty_tensor)
@when_large(_range_of_extremes, kernel=False)
def value_range(tensor: torch.Tensor) -> tuple[float, float]:
    """Return (r_min, r_max) = (min(tensor, 0), max(tensor, 0)), in the units of tensor.

    0 is always part of the range. Without it a tensor of one sign would need a zero point that is not a code.

    Args:
        tensor: Floating-point tensor of any shape, at least one element.

    Raises:
        TypeError: tensor is not a floating-point tensor.
        ValueError: tensor is empty or has values that are not finite.
    """
    return min(tensor.min().item(), 0.0), max(tensor.max().item(), 0.0)


@validated(tensor=nonempty_tensor, dtype=one_of_dtypes(*ASYMMETRIC_DTYPES))
def get_q_scale_and_zero_point(tensor: torch.Tensor, dtype: torch.dtype = torch.int8) -> tuple[float, int]:
    """Return s = (r_max - r_min) / (quant_max - quant_min) and z = round(quant_min - r_min / s).

    r_min and r_max come from value_range. The scale is at least float32's smallest normal number, 1.18e-38, so that
    a tensor of zeros has a positive scale too.

    Args:
        tensor: Floating-point tensor of any shape, at least one element.
        dtype: torch.int8, torch.uint8 or torch.int16.

    Returns:
        The scale in real units per code, and the zero point, an integer in [quant_min, quant_max].

    Raises:
        TypeError: tensor is not a floating-point tensor, or dtype is not a torch.dtype.
        ValueError: tensor is empty or not finite, or dtype is another one.
    """
    quant_min, quant_max = torch.iinfo(dtype).min, torch.iinfo(dtype).max
    r_min, r_max = value_range(tensor)
    scale = max((r_max - r_min) / (quant_max - quant_min), torch.finfo(torch.float32).tiny)
    zero_point = round(quant_min - r_min / scale)
    return scale, zero_point


@validated(tensor=nonempty_tensor, dtype=one_of_dtypes(*ASYMMETRIC_DTYPES))
def linear_quantization(tensor: torch.Tensor, dtype: torch.dtype = torch.int8) -> tuple[torch.Tensor, float, int]:
    """Return (q, s, z): the codes of linear_q_with_scale_and_zero_point with s and z of get_q_scale_and_zero_point.

    Raises:
        TypeError: tensor is not a floating-point tensor, or dtype is not a torch.dtype.
        ValueError: tensor is empty or not finite, or dtype is not torch.int8, torch.uint8 or torch.int16.
    """
    scale, zero_point = get_q_scale_and_zero_point(tensor, dtype=dtype)
    quantized_tensor = linear_q_with_scale_and_zero_point(tensor, scale, zero_point, dtype=dtype)
    return quantized_tensor, scale, zero_point
