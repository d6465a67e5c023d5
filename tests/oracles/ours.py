"""The reference's functions that find scales in symmetric mode, in one form: codes and scales of blocks."""

from collections.abc import Callable
from dataclasses import dataclass, field

import torch
from exact import OUR_FINDER, OURS, as_tensor, fractions
from inputs import as_blocks

import linquant_ref as lq

Quantized = tuple[torch.Tensor, torch.Tensor]


def same(actual: torch.Tensor, expected: torch.Tensor) -> None:
    """Compare values, shapes and dtypes, without a tolerance."""
    torch.testing.assert_close(actual, expected, rtol=0, atol=0)


def symmetric_codes(blocks: torch.Tensor, quant_max: int) -> Quantized:
    """Return the exact model's codes of each row, int64, and its scale, float32."""
    scale = as_tensor(OUR_FINDER.symmetric(fractions(row), quant_max) for row in blocks).reshape(-1, 1)
    return OURS.codes(blocks, scale, torch.zeros_like(scale, dtype=torch.int32), -quant_max, quant_max), scale


@dataclass(frozen=True)
class Symmetric:
    """A function x -> (codes, scales), and what shares a scale.

    Attributes:
        name: For the tests' output.
        call: The function.
        quant_max: The largest code.
        where: Arguments of as_blocks; a group_size of 0 is the whole row.
        shapes: What it takes.
    """

    name: str
    call: Callable[[torch.Tensor], Quantized]
    quant_max: int = 127
    where: dict[str, int] = field(default_factory=dict)
    shapes: tuple[tuple[int, ...], ...] = ((6, 16), (3, 4, 8))

    def __str__(self) -> str:
        return self.name

    def blocks(self, tensor: torch.Tensor) -> torch.Tensor:
        """Return the values that share a scale as the rows of a matrix."""
        return as_blocks(tensor, **{name: value or self.whole(tensor, name) for name, value in self.where.items()})

    @staticmethod
    def whole(tensor: torch.Tensor, name: str) -> int:
        """Return what 0 stands for: the first dim, or a group as long as the row."""
        return tensor.shape[-1] if name == "group_size" else 0


def by_layer(weights: torch.Tensor) -> Quantized:
    """Quantize with the layer of lesson L4-A."""
    layer = lq.W8A16LinearLayer(weights.shape[1], weights.shape[0])
    layer.quantize(weights)
    return layer.int8_weights, layer.scales


def per_tensor(x: torch.Tensor, dtype: torch.dtype = torch.int8) -> Quantized:
    """Quantize with one scale, which is also what the function for the scale alone returns."""
    codes, scale = lq.linear_q_symmetric(x, dtype=dtype)
    assert scale == lq.get_q_scale_symmetric(x, dtype=dtype)
    return codes, torch.tensor([scale])


def per_channel(x: torch.Tensor, dim: int, dtype: torch.dtype = torch.int8) -> Quantized:
    """Quantize with one scale per channel, which are also those of the loop."""
    codes, scale = lq.linear_q_symmetric_per_channel(x, dim, dtype=dtype)
    same(scale.flatten(), lq.get_q_scales_with_loop(x, dim, dtype=dtype))
    return codes, scale


def per_group(x: torch.Tensor, size: int, dtype: torch.dtype = torch.int8, n_bits: int | None = None) -> Quantized:
    """Quantize with one scale per group."""
    return lq.linear_q_symmetric_per_group(x, size, dtype=dtype, n_bits=n_bits)


SYMMETRIC = [
    Symmetric("linear_q_symmetric", per_tensor),
    Symmetric("linear_q_symmetric int16", lambda x: per_tensor(x, torch.int16), 32767),
    Symmetric("per_channel dim 0", lambda x: per_channel(x, 0), 127, {"dim": 0}),
    Symmetric("per_channel dim 1", lambda x: per_channel(x, 1), 127, {"dim": 1}),
    Symmetric("per_channel dim -1", lambda x: per_channel(x, -1), 127, {"dim": -1}),
    Symmetric("per_channel int16", lambda x: per_channel(x, 0, torch.int16), 32767, {"dim": 0}),
    Symmetric("per_group 4", lambda x: per_group(x, 4), 127, {"group_size": 4}),
    Symmetric("per_group 4, 4 bits", lambda x: per_group(x, 4, n_bits=4), 7, {"group_size": 4}),
    Symmetric("per_group 8, 2 bits", lambda x: per_group(x, 8, n_bits=2), 1, {"group_size": 8}),
    Symmetric("per_group 8, int16", lambda x: per_group(x, 8, torch.int16), 32767, {"group_size": 8}),
    Symmetric("quantize_per_token", lq.quantize_per_token, 127, {"group_size": 0}),
    Symmetric("quantize_rows", lq.quantize_rows, 127, {"dim": 0}, ((6, 16),)),
    Symmetric("W8A16LinearLayer.quantize", by_layer, 127, {"dim": 0}, ((6, 16),)),
]
