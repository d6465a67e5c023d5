"""Several scales within a row: one per group of neighbours (lesson L3-C).

Shen et al., "Q-BERT" (arXiv:1909.05840), "Group-wise quantization". Symmetric mode, restricted range. The
groups lie along the last dimension, as in torchao's PerGroup and in llama.cpp's Q8_0.
"""

from typing import Any

import torch

from linquant_ref._blocks import quantize_in_blocks, values_in_blocks
from linquant_ref._validate import (
    SYMMETRIC_DTYPES,
    Arguments,
    Check,
    code_tensor,
    describe,
    integer_between,
    nonempty_tensor,
    one_of_dtypes,
    validated,
)
from linquant_ref.speed import read_by_the_form, when_large

_positive_integer = integer_between(1, 2**31 - 1)


def _has_a_last_dim(name: str, value: Any, arguments: Arguments) -> None:
    if not isinstance(value, torch.Tensor):
        raise TypeError(f"{name} must be a torch.Tensor, got {describe(value)}")
    if value.dim() == 0:
        raise ValueError(f"{name} must have rank 1 or more, got {describe(value)}")


def _real_with_a_last_dim(name: str, value: Any, arguments: Arguments) -> None:
    nonempty_tensor(name, value, arguments)
    _has_a_last_dim(name, value, arguments)


def _codes_with_a_last_dim(name: str, value: Any, arguments: Arguments) -> None:
    code_tensor(name, value, arguments)
    _has_a_last_dim(name, value, arguments)


def _divides(tensor_name: str) -> Check:
    def check(name: str, value: Any, arguments: Arguments) -> None:
        _positive_integer(name, value, arguments)
        last = arguments[tensor_name].shape[-1]
        if last % value != 0:
            raise ValueError(f"{name} must divide the last dimension of {tensor_name}, {last}, got {value}")

    return check


def _bits_of_the_dtype_or_fewer(name: str, value: Any, arguments: Arguments) -> None:
    if value is not None:
        integer_between(2, torch.iinfo(arguments["dtype"]).bits)(name, value, arguments)


def _one_per_group(name: str, value: Any, arguments: Arguments) -> None:
    codes, group_size = arguments["quantized_tensor"], arguments["group_size"]
    if not isinstance(value, torch.Tensor) or not value.is_floating_point():
        raise TypeError(f"{name} must be a floating-point torch.Tensor, got {describe(value)}")
    expected = (*codes.shape[:-1], codes.shape[-1] // group_size)
    if value.shape != expected:
        raise ValueError(f"{name} must have shape {expected}, got {tuple(value.shape)}")
    if not (value.isfinite().all() and (value > 0).all()):
        raise ValueError(f"{name} must be positive and finite, got {value.tolist()}")


@validated(tensor=_has_a_last_dim, group_size=_positive_integer)
def split_into_groups(tensor: torch.Tensor, group_size: int) -> torch.Tensor:
    """Return tensor with its last dimension cut into groups of neighbours.

    Args:
        tensor: Tensor of rank 1 or more, any dtype and memory layout.
        group_size: Elements per group; it divides the size of the last dimension.

    Returns:
        The same elements with one dimension more (tensor [A, B] -> [A, B / group_size, group_size]).

    Raises:
        TypeError: tensor is not a tensor or group_size is not an integer.
        ValueError: tensor has rank 0, or group_size is not positive or does not divide the last dimension.
    """
    last = tensor.shape[-1]
    if last % group_size != 0:
        raise ValueError(f"group_size {group_size} does not divide the last dimension, {last}")
    return tensor.reshape(*tensor.shape[:-1], last // group_size, group_size)


def _groups_in_blocks(
    tensor: torch.Tensor, group_size: int, dtype: torch.dtype = torch.int8, n_bits: int | None = None
) -> tuple[torch.Tensor, torch.Tensor]:
    quant_max = 2 ** ((n_bits or torch.iinfo(dtype).bits) - 1) - 1
    groups = split_into_groups(tensor.detach(), group_size)
    # Each group is a row, and a row a channel.
    codes, scale = quantize_in_blocks(groups.flatten(0, -2), 0, quant_max, dtype)
    return codes.reshape(tensor.shape), scale.view(groups.shape[:-1])


def _values_in_blocks(quantized_tensor: torch.Tensor, scale: torch.Tensor, group_size: int) -> torch.Tensor:
    groups = split_into_groups(quantized_tensor, group_size)
    return values_in_blocks(groups, scale.float().unsqueeze(-1), 0).reshape(quantized_tensor.shape)


@validated(
    tensor=read_by_the_form(_real_with_a_last_dim),
    group_size=_divides("tensor"),
    dtype=one_of_dtypes(*SYMMETRIC_DTYPES),
    n_bits=_bits_of_the_dtype_or_fewer,
)
@when_large(_groups_in_blocks, finds_scales=True)
def linear_q_symmetric_per_group(
    tensor: torch.Tensor, group_size: int, dtype: torch.dtype = torch.int8, n_bits: int | None = None
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return (q, s) with s = max |group| / quant_max per group and q = round(tensor / s) in [-quant_max, quant_max].

    quant_max is 2^(n_bits - 1) - 1: 127 for 8 bits, 7 for 4 bits. A group of zeros has float32's smallest normal
    number, 1.18e-38, as its scale.

    Args:
        tensor: Floating-point tensor of rank 1 or more; the groups are neighbours along its last dimension.
        group_size: Elements per group; it divides the size of the last dimension.
        dtype: The dtype that stores the codes, torch.int8 or torch.int16.
        n_bits: Bits that a code uses, from 2 to the bits of dtype; None uses all of them. 4-bit codes in torch.int8
            still take a byte each until they are packed.

    Returns:
        Codes of the given dtype, shape of tensor; float32 scales, in real units per code
        (tensor [A, B] -> scale [A, B / group_size]).

    Raises:
        TypeError: An argument has the wrong type.
        ValueError: tensor has rank 0, is empty or not finite, group_size does not divide its last dimension, dtype is
            another one, or n_bits does not fit it.
    """
    quant_max = 2 ** ((n_bits or torch.iinfo(dtype).bits) - 1) - 1
    groups = split_into_groups(tensor.detach().float(), group_size)
    scale = (groups.abs().amax(dim=-1) / quant_max).clamp(min=torch.finfo(torch.float32).tiny)
    codes = torch.round(groups / scale.unsqueeze(-1)).clamp(-quant_max, quant_max)
    return codes.to(dtype).reshape(tensor.shape), scale


@validated(quantized_tensor=_codes_with_a_last_dim, group_size=_divides("quantized_tensor"), scale=_one_per_group)
@when_large(_values_in_blocks)
def linear_dequantization_per_group(
    quantized_tensor: torch.Tensor, scale: torch.Tensor, group_size: int
) -> torch.Tensor:
    """Return r = scale * quantized_tensor as float32, each code with the scale of its group.

    Args:
        quantized_tensor: Integer codes of rank 1 or more.
        scale: One positive scale per group, of any floating-point dtype (codes [A, B] -> scale [A, B / group_size]).
        group_size: Elements per group; it divides the size of the last dimension.

    Returns:
        float32 tensor, shape of quantized_tensor.

    Raises:
        TypeError: An argument has the wrong type.
        ValueError: group_size does not divide the last dimension, or scale has another shape or is not positive.
    """
    groups = split_into_groups(quantized_tensor.float(), group_size)
    return (scale.float().unsqueeze(-1) * groups).reshape(quantized_tensor.shape)


@validated(bits=integer_between(1, 64), group_size=_positive_integer, scale_bits=integer_between(0, 1024))
def bits_per_weight(bits: int, group_size: int, scale_bits: int = 16) -> float:
    """Return bits + scale_bits / group_size, the storage per weight of packed codes and their scales.

    Args:
        bits: Bits per code.
        group_size: Weights that share a scale.
        scale_bits: Bits stored once per group: 16 for a float16 scale; add those of a zero point if there is one.

    Raises:
        TypeError: An argument is not an integer.
        ValueError: An argument is out of range.
    """
    return bits + scale_bits / group_size
