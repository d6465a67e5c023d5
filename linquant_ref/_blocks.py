"""The formulas of lessons L2-A, L3-B and L3-C for large tensors, block by block, with the same bits.

Arguments are checked before.
"""

import threading

import torch

from linquant_ref.speed import LEAST_BLOCKS, in_blocks, on_large_pages, outermost_dim

# From about so many elements on, one pass in blocks takes less time than two passes of torch's own threads, although
# these wait busily for some milliseconds after earlier work, and take that time from the threads of the blocks.
_LONG = 2**25
_INTEGERS = {2: torch.int16, 4: torch.int32, 8: torch.int64}


def _divided(values: torch.Tensor, scale: float | torch.Tensor, out: torch.Tensor) -> torch.Tensor:
    """Compute values.float() / scale in out, whose dtype is that of the quotient."""
    if values.dtype.itemsize == 2:
        return out.copy_(values).div_(scale)
    return torch.div(values.float(), scale, out=out)


def codes_in_blocks(
    tensor: torch.Tensor, scale: float | torch.Tensor, zero_point: int | torch.Tensor, dtype: torch.dtype = torch.int8
) -> torch.Tensor:
    """Compute linear_q_with_scale_and_zero_point."""
    quant_min, quant_max = torch.iinfo(dtype).min, torch.iinfo(dtype).max
    tensor = tensor.detach()
    if isinstance(scale, torch.Tensor):
        scale = scale.detach()
    codes = on_large_pages(torch.empty_like(tensor, dtype=dtype))

    def quantize(
        values: torch.Tensor,
        s: float | torch.Tensor,
        z: int | torch.Tensor,
        result: torch.Tensor,
        scaled: torch.Tensor,
    ) -> None:
        _divided(values, s, out=scaled)
        if isinstance(z, torch.Tensor) or z != 0:
            scaled += z
        result.copy_(scaled.round_().clamp_(quant_min, quant_max))

    in_blocks(quantize, tensor, scale, zero_point, codes, scratch=torch.result_type(torch.empty(1), scale))
    return codes


def values_in_blocks(
    quantized_tensor: torch.Tensor, scale: float | torch.Tensor, zero_point: int | torch.Tensor
) -> torch.Tensor:
    """Compute linear_dequantization."""
    if isinstance(scale, torch.Tensor) and (scale.requires_grad or scale.dtype == torch.float64):
        return scale * (quantized_tensor.float() - zero_point)
    values = on_large_pages(torch.empty_like(quantized_tensor, dtype=torch.float32))

    def dequantize(codes: torch.Tensor, s: float | torch.Tensor, z: int | torch.Tensor, result: torch.Tensor) -> None:
        result.copy_(codes)
        if isinstance(z, torch.Tensor) or z != 0:
            result -= z
        result *= s

    in_blocks(dequantize, quantized_tensor, scale, zero_point, values)
    return values


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


def find_scales(r_tensor: torch.Tensor, dim: int, quant_max: int) -> torch.Tensor:
    """Compute max |channel| / quant_max, with r_tensor's rank; dim is not negative."""
    others = _all_but(dim, r_tensor)
    in_rows = _are_in_blocks(r_tensor, dim)
    if in_rows and others and r_tensor.dtype.itemsize > 2 and r_tensor.numel() < _LONG and torch.get_num_threads() > 1:
        # Two passes, but by threads that begin at once.
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
    """Compute codes, and scales of r_tensor's rank; dim is not negative."""
    if not _are_in_blocks(r_tensor, dim):
        scale = find_scales(r_tensor, dim, quant_max)
        return codes_in_blocks(r_tensor, scale, 0, dtype), scale
    codes = on_large_pages(torch.empty_like(r_tensor, dtype=dtype))
    scale = _one_per_channel(r_tensor, dim, torch.float32)

    def quantize(values: torch.Tensor, s: torch.Tensor, result: torch.Tensor, scaled: torch.Tensor) -> None:
        # Read twice while it is in the cache.
        magnitudes = torch.abs(values, out=scaled if values.dtype == scaled.dtype else None)
        s.copy_(_scales(_largest_bits(magnitudes, dim).view(values.dtype), quant_max))
        result.copy_(_divided(values, s, out=scaled).round_())

    in_blocks(quantize, r_tensor, scale, codes, dim=dim, scratch=torch.float32)
    return codes, scale
