"""One scale per channel (lesson L3-B).

Krishnamoorthi (arXiv:1806.08342), "Granularity of quantization". Symmetric mode, restricted range.
"""

import threading
from typing import Any

import torch

from linquant_ref._validate import (
    SYMMETRIC_DTYPES,
    Arguments,
    describe,
    dim_of,
    nonempty_tensor,
    one_of_dtypes,
    validated,
)
from linquant_ref.affine import codes_in_blocks, divided, linear_q_with_scale_and_zero_point
from linquant_ref.speed import (
    LEAST_BLOCKS,
    in_blocks,
    on_large_pages,
    outermost_dim,
    read_by_the_form,
    when_large,
)
from linquant_ref.symmetric import get_q_scale_symmetric

_INTEGERS = {2: torch.int16, 4: torch.int32, 8: torch.int64}


def _all_but(dim: int, tensor: torch.Tensor) -> list[int]:
    return [other for other in range(tensor.dim()) if other != dim]


def _largest_bits(magnitudes: torch.Tensor, dim: int, out: torch.Tensor | None = None) -> torch.Tensor:
    # Without a sign floats have the order of the integers with the same bits, NaN above infinity, and integers are
    # compared faster.
    bits, others = magnitudes.view(_INTEGERS[magnitudes.dtype.itemsize]), _all_but(dim, magnitudes)
    if others:
        return torch.amax(bits, others, keepdim=True, out=out)
    return bits if out is None else out.copy_(bits)


def _scales(largest: torch.Tensor, quant_max: int) -> torch.Tensor:
    return (largest.float() / quant_max).clamp_(min=torch.finfo(torch.float32).tiny)


def _one_per_channel(tensor: torch.Tensor, dim: int, dtype: torch.dtype) -> torch.Tensor:
    return torch.zeros([size if other == dim else 1 for other, size in enumerate(tensor.shape)], dtype=dtype)


def _are_in_blocks(r_tensor: torch.Tensor, dim: int) -> bool:
    return dim == outermost_dim(r_tensor) and r_tensor.shape[dim] >= LEAST_BLOCKS


def _find_scales(r_tensor: torch.Tensor, dim: int, quant_max: int) -> torch.Tensor:
    others = _all_but(dim, r_tensor)
    in_rows = _are_in_blocks(r_tensor, dim)
    if in_rows and others and r_tensor.dtype.itemsize > 2 and torch.get_num_threads() > 1:
        # The time goes into reading from memory, and torch's own threads begin to do so at once.
        smallest, largest = r_tensor.amin(others, keepdim=True), r_tensor.amax(others, keepdim=True)
        return _scales(torch.maximum(smallest.neg_(), largest), quant_max)
    bits, one_at_a_time = _one_per_channel(r_tensor, dim, _INTEGERS[r_tensor.dtype.itemsize]), threading.Lock()

    def find_in_rows(values: torch.Tensor, found: torch.Tensor, magnitudes: torch.Tensor) -> None:
        _largest_bits(torch.abs(values, out=magnitudes), dim, out=found)

    def find_across(values: torch.Tensor, found: torch.Tensor, magnitudes: torch.Tensor) -> None:
        largest = _largest_bits(torch.abs(values, out=magnitudes), dim)
        with one_at_a_time:
            torch.maximum(found, largest, out=found)

    find, cut = (find_in_rows, dim) if in_rows else (find_across, None)
    in_blocks(find, r_tensor, bits, dim=cut, scratch=r_tensor.dtype)
    return _scales(bits.view(r_tensor.dtype), quant_max)


def quantize_in_blocks(
    r_tensor: torch.Tensor, dim: int, quant_max: int, dtype: torch.dtype
) -> tuple[torch.Tensor, torch.Tensor]:
    """Compute codes of checked arguments, and scales of r_tensor's rank, block by block; dim is not negative."""
    if not _are_in_blocks(r_tensor, dim):
        scale = _find_scales(r_tensor, dim, quant_max)
        return codes_in_blocks(r_tensor, scale, 0, dtype), scale
    codes = on_large_pages(torch.empty_like(r_tensor, dtype=dtype))
    scale = _one_per_channel(r_tensor, dim, torch.float32)

    def quantize(values: torch.Tensor, s: torch.Tensor, result: torch.Tensor, scaled: torch.Tensor) -> None:
        # Read twice while it is in the cache.
        magnitudes = torch.abs(values, out=scaled if values.dtype == scaled.dtype else None)
        s.copy_(_scales(_largest_bits(magnitudes, dim).view(values.dtype), quant_max))
        result.copy_(divided(values, s, out=scaled).round_())

    in_blocks(quantize, r_tensor, scale, codes, dim=dim, scratch=torch.float32)
    return codes, scale


def _scales_in_blocks(r_tensor: torch.Tensor, dim: int, dtype: torch.dtype = torch.int8) -> torch.Tensor:
    return _find_scales(r_tensor.detach(), dim % r_tensor.dim(), torch.iinfo(dtype).max).flatten()


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
