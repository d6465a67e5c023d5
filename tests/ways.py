"""Every way in which linquant_ref quantizes a matrix, behind one interface, for tests/test_properties.py."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from hypothesis import assume

import linquant_ref as ref

Codes = tuple[torch.Tensor, Any, int]


@dataclass(frozen=True)
class Way:
    """One way to quantize a matrix.

    Attributes:
        quantize: Maps a matrix to its codes, its scale or scales, and the zero point.
        restore: Maps these three to real values.
        low: Lowest code.
        high: Highest code.
        blocks: Views a matrix as [scales, values that share the scale].
        again: Maps restored values, the scale and the zero point to codes; None finds a scale for the restored values.
        computes_in: dtype of the arithmetic.
    """

    quantize: Callable[[torch.Tensor], Codes]
    restore: Callable[[torch.Tensor, Any, int], torch.Tensor]
    low: int
    high: int
    blocks: Callable[[torch.Tensor], torch.Tensor]
    again: Callable[[torch.Tensor, Any, int], torch.Tensor] | None = None
    computes_in: torch.dtype = torch.float32

    def scales(self, scale: Any) -> torch.Tensor:
        """Return a column with the scale of each block, as the arithmetic sees it, in float64."""
        return torch.as_tensor(scale, dtype=self.computes_in).double().reshape(-1, 1)


def in_one_block(matrix: torch.Tensor) -> torch.Tensor:
    return matrix.reshape(1, -1)


def in_pairs(matrix: torch.Tensor) -> torch.Tensor:
    return matrix.reshape(-1, 2)


def transposed(matrix: torch.Tensor) -> torch.Tensor:
    return matrix.t()


def affine(dtype: torch.dtype) -> Way:
    limits = torch.iinfo(dtype)
    return Way(
        lambda x: ref.linear_quantization(x, dtype),
        ref.linear_dequantization,
        limits.min,
        limits.max,
        in_one_block,
        lambda x, scale, zero: ref.linear_q_with_scale_and_zero_point(x, scale, zero, dtype),
    )


def symmetric(
    quantize: Callable[[torch.Tensor], tuple[torch.Tensor, Any]],
    blocks: Callable[[torch.Tensor], torch.Tensor],
    high: int = 127,
    restore: Callable[[torch.Tensor, Any, int], torch.Tensor] = ref.linear_dequantization,
) -> Way:
    return Way(lambda x: (*quantize(x), 0), restore, -high, high, blocks)


def per_group(n_bits: int, dtype: torch.dtype) -> Way:
    return symmetric(
        lambda x: ref.linear_q_symmetric_per_group(x, 2, dtype, n_bits),
        in_pairs,
        2 ** (n_bits - 1) - 1,
        lambda codes, scale, zero: ref.linear_dequantization_per_group(codes, scale, 2),
    )


def step_by_step(x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Follow lesson L1-A, which has no floor for the scale of zeros and computes the scale in the dtype of x."""
    largest = ref.largest_magnitude(x.float())
    assume(largest / 127 >= torch.finfo(torch.float32).tiny)
    scale = ref.find_scale(largest)
    return ref.round_to_codes(ref.scale_values(x, scale)), scale


def numpy_way(bits: int, mode: str) -> Way:
    if mode == "asymmetric":
        find, low, high = ref.asymmetric_quantization, 0, 2**bits - 1
    else:
        find, low, high = ref.symmetric_quantization, 1 - 2 ** (bits - 1), 2 ** (bits - 1) - 1

    def quantize(x: torch.Tensor) -> Codes:
        codes, scale, *zero = find(x.double().numpy(), bits)
        return torch.from_numpy(codes), scale, zero[0] if zero else 0

    def restore(codes: torch.Tensor, scale: float, zero: int) -> torch.Tensor:
        if mode == "symmetric":
            return torch.from_numpy(ref.symmetric_dequantize(codes.numpy(), scale))
        return torch.from_numpy(ref.asymmetric_dequantize(codes.numpy(), scale, zero))

    def again(x: torch.Tensor, scale: float, zero: int) -> torch.Tensor:
        # No function takes a given scale in this mode: this is the rest of its formula.
        return torch.from_numpy(ref.clamp(np.round(x.numpy() / scale + zero), low, high)).int()

    return Way(quantize, restore, low, high, in_one_block, again if mode == "asymmetric" else None, torch.float64)


WAYS = {
    **{f"affine {dtype}": affine(dtype) for dtype in (torch.int8, torch.uint8, torch.int16)},
    "symmetric int8": symmetric(ref.linear_q_symmetric, in_one_block),
    "symmetric int16": symmetric(lambda x: ref.linear_q_symmetric(x, torch.int16), in_one_block, 32767),
    "step by step": symmetric(step_by_step, in_one_block, restore=lambda codes, scale, _: ref.dequantize(codes, scale)),
    "rows": symmetric(lambda x: ref.linear_q_symmetric_per_channel(x, 0), torch.clone),
    "columns": symmetric(lambda x: ref.linear_q_symmetric_per_channel(x, -1, torch.int16), transposed, 32767),
    "groups at 2 bits": per_group(2, torch.int8),
    "groups at 4 bits": per_group(4, torch.int8),
    "groups at 16 bits": per_group(16, torch.int16),
    "tokens": symmetric(ref.quantize_per_token, torch.clone),
    "rows of a layer": symmetric(
        ref.quantize_rows, torch.clone, restore=lambda codes, scale, _: codes.float() * scale.unsqueeze(1)
    ),
    **{f"NumPy asymmetric {bits}": numpy_way(bits, "asymmetric") for bits in (1, 8, 16)},
    **{f"NumPy symmetric {bits}": numpy_way(bits, "symmetric") for bits in (2, 8, 16)},
}
