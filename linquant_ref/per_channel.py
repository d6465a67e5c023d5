"""One scale per channel (lesson L3-B).

Krishnamoorthi (arXiv:1806.08342), "Granularity of quantization". Symmetric mode, restricted range.
"""

from typing import Any

import torch

from linquant_ref._blocks import find_scales, quantize_in_blocks
from linquant_ref._validate import (
    SYMMETRIC_DTYPES,
    Arguments,
    describe,
    dim_of,
    nonempty_tensor,
    one_of_dtypes,
    validated,
)
from linquant_ref.affine import linear_q_with_scale_and_zero_point
from linquant_ref.speed import read_by_the_form, when_large
from linquant_ref.symmetric import get_q_scale_symmetric


def _scales_in_blocks(r_tensor: torch.Tensor, dim: int, dtype: torch.dtype = torch.int8) -> torch.Tensor:
    return find_scales(r_tensor.detach(), dim % r_tensor.dim(), torch.iinfo(dtype).max).flatten()


def _channels_in_blocks(
    r_tensor: torch.Tensor, dim: int, dtype: torch.dtype = torch.int8
) -> tuple[torch.Tensor, torch.Tensor]:
    return quantize_in_blocks(r_tensor.detach(), dim % r_tensor.dim(), torch.iinfo(dtype).max, dtype)


@validated(r_tensor=nonempty_tensor, dim=dim_of("r_tensor"), dtype=one_of_dtypes(*SYMMETRIC_DTYPES))
def get_q_scales_with_loop(r_tensor: torch.Tensor, dim: int, dtype: torch.dtype = torch.int8) -> torch.Tensor:
    """Return the scale vector s[i] = get_q_scale_symmetric(channel i of r_tensor), one channel after the other.

    Args:
        r_tensor: Floating-point tensor of rank 1 or more.
        dim: The dimension that counts the channels (r_tensor [A, B], dim 0 -> scale [A]); negative ones count back.
        dtype: torch.int8 or torch.int16.

    Returns:
        float32 tensor of shape [r_tensor.shape[dim]], in real units per code.

    Raises:
        TypeError: r_tensor is not a floating-point tensor, dim is not an integer or dtype is not a torch.dtype.
        ValueError: r_tensor is empty or not finite, it has no such dim, or dtype is another one.
    """
    scale = torch.zeros(r_tensor.shape[dim])
    for index in range(r_tensor.shape[dim]):
        scale[index] = get_q_scale_symmetric(r_tensor.select(dim, index), dtype=dtype)
    return scale


@validated(r_tensor=read_by_the_form(nonempty_tensor), dim=dim_of("r_tensor"), dtype=one_of_dtypes(*SYMMETRIC_DTYPES))
@when_large(_scales_in_blocks, finds_scales=True)
def get_q_scales(r_tensor: torch.Tensor, dim: int, dtype: torch.dtype = torch.int8) -> torch.Tensor:
    """Return the same scale vector as get_q_scales_with_loop, s = amax(|r_tensor|) / quant_max, without a loop.

    Args, result and errors are those of get_q_scales_with_loop.
    """
    channels = r_tensor.detach().float().movedim(dim, 0).reshape(r_tensor.shape[dim], -1)
    scale = channels.abs().amax(dim=1) / torch.iinfo(dtype).max
    return scale.clamp(min=torch.finfo(torch.float32).tiny)


def _one_element_per_channel(name: str, value: Any, arguments: Arguments) -> None:
    channels = arguments["r_tensor"].shape[arguments["dim"]]
    if not isinstance(value, torch.Tensor):
        raise TypeError(f"{name} must be a torch.Tensor, got {describe(value)}")
    if value.shape != (channels,):
        raise ValueError(f"{name} must have shape ({channels},), got {tuple(value.shape)}")


@validated(r_tensor=nonempty_tensor, dim=dim_of("r_tensor"), scale=_one_element_per_channel)
def view_for_broadcast(scale: torch.Tensor, r_tensor: torch.Tensor, dim: int) -> torch.Tensor:
    """Return scale viewed with r_tensor's rank: -1 at dim, 1 elsewhere (r_tensor [A, B, C], dim 1 -> scale [1, B, 1]).

    Args:
        scale: Vector with one element per channel, shape [r_tensor.shape[dim]].
        r_tensor: Tensor of rank 1 or more.
        dim: The dimension that counts the channels.

    Raises:
        TypeError: scale is not a tensor, r_tensor is not a floating-point tensor or dim is not an integer.
        ValueError: r_tensor has no such dim, or scale does not have one element per channel.
    """
    scale_shape = [1] * r_tensor.dim()
    scale_shape[dim] = -1
    return scale.view(scale_shape)


@validated(r_tensor=read_by_the_form(nonempty_tensor), dim=dim_of("r_tensor"), dtype=one_of_dtypes(*SYMMETRIC_DTYPES))
@when_large(_channels_in_blocks, finds_scales=True)
def linear_q_symmetric_per_channel(
    r_tensor: torch.Tensor, dim: int, dtype: torch.dtype = torch.int8
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return (q, s) with s = max |channel| / quant_max per channel and q = round(r_tensor / s).

    Args:
        r_tensor: Floating-point tensor of rank 1 or more.
        dim: The dimension that counts the channels; negative ones count from the end.
        dtype: torch.int8 or torch.int16.

    Returns:
        Codes of the given dtype, shape of r_tensor; float32 scales with r_tensor's rank, in real units per code
        (r_tensor [A, B], dim 0 -> scale [A, 1]).

    Raises:
        TypeError: r_tensor is not a floating-point tensor, dim is not an integer or dtype is not a torch.dtype.
        ValueError: r_tensor is empty or not finite, it has no such dim, or dtype is another one.
    """
    scale = view_for_broadcast(get_q_scales(r_tensor, dim, dtype=dtype), r_tensor, dim)
    return linear_q_with_scale_and_zero_point(r_tensor, scale, 0, dtype=dtype), scale
