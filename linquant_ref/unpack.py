"""Unpack codes of 1 to 8 bits from bytes, and count bytes (lesson L5-B).

The order of the bits is that of linquant_ref.pack: least significant bit first.
"""

import math
from collections.abc import Sequence
from typing import Any

import torch

from linquant_ref._validate import Arguments, describe, integer_between, validated
from linquant_ref.pack import (
    BITS,
    eights,
    in_words,
    longest,
    moves,
    packed_size,
    uint8_tensor,
    uint8_vector,
    whole_codes,
)
from linquant_ref.speed import in_blocks, on_large_pages

LARGE = 2**62


def _length(name: str, value: Any, arguments: Arguments) -> None:
    if value is not None:
        integer_between(0, LARGE)(name, value, arguments)


def _index_of_code(name: str, value: Any, arguments: Arguments) -> None:
    integer_between(0, len(arguments["uint8tensor"]) * 8 // arguments["bits"] - 1)(name, value, arguments)


def _weight_shape(name: str, value: Any, arguments: Arguments) -> None:
    if not isinstance(value, tuple | list) or len(value) == 0:
        raise TypeError(f"{name} must be a tuple of at least one integer, got {describe(value)}")
    for size in value:
        integer_between(1, LARGE)(name, size, arguments)


def _divisor_of_last_size(name: str, value: Any, arguments: Arguments) -> None:
    n_codes = arguments["shape"][-1]
    integer_between(1, LARGE)(name, value, arguments)
    if n_codes % value:
        raise ValueError(f"{name} must divide the last size, {n_codes}, got {value}")


@validated(byte=integer_between(0, 255), bits=whole_codes)
def unpack_byte(byte: int, bits: int) -> list[int]:
    """Return the 8 / bits codes in a byte: code i is floor(byte / 2^(i * bits)) mod 2^bits.

    Args:
        byte: 0 to 255.
        bits: Width of a code: 1, 2, 4 or 8.

    Raises:
        TypeError: An argument is not an integer.
        ValueError: byte is not in [0, 255], or bits is another number.
    """
    mask = (1 << bits) - 1
    return [(byte >> shift) & mask for shift in range(0, 8, bits)]


@validated(uint8tensor=uint8_vector, bits=BITS, index=_index_of_code)
def code_at(uint8tensor: torch.Tensor, index: int, bits: int) -> int:
    """Return the code number index of a packed vector without unpacking the others.

    Args:
        uint8tensor: torch.uint8 tensor of rank 1, packed.
        index: Which code, from 0.
        bits: Width of a code, 1 to 8.

    Raises:
        TypeError: uint8tensor is not a torch.uint8 tensor, or index or bits is not an integer.
        ValueError: uint8tensor is not a vector or has no such code, or bits is not between 1 and 8.
    """
    byte, shift = divmod(index * bits, 8)
    code = int(uint8tensor[byte]) >> shift
    if shift + bits > 8:
        code |= int(uint8tensor[byte + 1]) << (8 - shift)
    return code & ((1 << bits) - 1)


def _unpacked_eights(packed: torch.Tensor, bits: int) -> torch.Tensor:
    """Return [..., 8] codes from [..., bits] bytes."""
    codes = packed.new_zeros(*packed.shape[:-1], 8)
    for byte, values in zip(codes.unbind(-1), packed.unbind(-1), strict=False):
        byte.copy_(values)
    words = codes.view(torch.int64)
    for staying, arriving, gap in reversed(list(moves(bits))):
        moved = (words & arriving).bitwise_left_shift_(gap)
        words.bitwise_and_(staying).bitwise_or_(moved)
    return codes


def _unpack_in_words(uint8tensor: torch.Tensor, bits: int, length: int | None = None) -> torch.Tensor:
    n_bytes = uint8tensor.shape[-1]
    n_codes = n_bytes * 8 // bits if length is None else length
    if packed_size(n_codes, bits) != n_bytes:
        # The formula says what is wrong; a row without memory is not large.
        unpack_weights(uint8tensor.new_empty(n_bytes, device="meta"), bits, length)
    codes = on_large_pages(uint8tensor.new_empty(*uint8tensor.shape[:-1], n_codes))
    whole, rest = divmod(n_codes, 8)
    packed, filled = eights(uint8tensor, bits, whole), eights(codes, 8, whole)
    if whole:
        in_blocks(lambda place, part: place.copy_(_unpacked_eights(part, bits)), filled, packed, dim=longest(filled))
    if rest:
        padded = torch.nn.functional.pad(uint8tensor[..., bits * whole :], (0, bits - packed_size(rest, bits)))
        codes[..., 8 * whole :] = _unpacked_eights(padded, bits)[..., :rest]
    return codes


@validated(uint8tensor=uint8_tensor, bits=BITS, length=_length)
@in_words(_unpack_in_words)
def unpack_weights(uint8tensor: torch.Tensor, bits: int, length: int | None = None) -> torch.Tensor:
    """Return the codes that pack_weights packed along the last dimension.

    2 bits: [177, 255] -> [1, 0, 3, 2, 3, 3, 3, 3].

    Args:
        uint8tensor: torch.uint8 tensor of packed codes, rank 1 or more; it may be empty.
        bits: Width of a code, 1 to 8.
        length: How many codes a row has; None means all that fit, padding included.

    Returns:
        torch.uint8 tensor (uint8tensor [A, N] -> [A, length], or [A, floor(8 * N / bits)] without a length).

    Raises:
        TypeError: uint8tensor is not a torch.uint8 tensor, or bits or length is not an integer.
        ValueError: length codes do not need the bytes that a row has, uint8tensor has rank 0, or bits is not between
            1 and 8.
    """
    n_bytes = uint8tensor.shape[-1]
    if length is None:
        length = n_bytes * 8 // bits
    if packed_size(length, bits) != n_bytes:
        raise ValueError(f"length {length} needs {packed_size(length, bits)} bytes at {bits} bits, not {n_bytes}")
    codes = uint8tensor.new_zeros(*uint8tensor.shape[:-1], length)
    mask = (1 << bits) - 1
    for position in range(8):
        count = codes[..., position::8].shape[-1]
        byte, shift = divmod(position * bits, 8)
        values = uint8tensor[..., byte::bits][..., :count] >> shift
        if shift + bits > 8:
            values |= uint8tensor[..., byte + 1 :: bits][..., :count] << (8 - shift)
        codes[..., position::8] = values & mask
    return codes


@validated(uint8tensor=uint8_tensor, bits=BITS, length=_length)
def unpack_signed(uint8tensor: torch.Tensor, bits: int, length: int | None = None) -> torch.Tensor:
    """Return unpack_weights(uint8tensor, bits, length) - 2^(bits - 1) as torch.int8: what to_unsigned was given.

    Args and errors are those of unpack_weights.
    """
    half = 1 << (bits - 1)
    return (unpack_weights(uint8tensor, bits, length=length).int() - half).to(torch.int8)


@validated(shape=_weight_shape, bits=BITS, group_size=_divisor_of_last_size)
def storage_bytes(shape: Sequence[int], bits: int, group_size: int) -> int:
    """Return the bytes of packed codes plus those of one float16 scale per group.

    Each row, along the last dimension, is packed by itself: n codes need ceil(n * bits / 8) + 2 * n / group_size bytes
    (shape [4096, 4096], 4 bits, groups of 128 -> 8650752 bytes, 4.125 bits per weight).

    Args:
        shape: Shape of the weight, at least one size.
        bits: Width of a code, 1 to 8.
        group_size: Codes per scale; it divides the last size.

    Raises:
        TypeError: shape is not a tuple of integers, or bits or group_size is not an integer.
        ValueError: A size is not positive, bits is not between 1 and 8, or group_size does not divide the last size.
    """
    *leading, n_codes = shape
    n_groups = n_codes // group_size
    return math.prod(leading) * (packed_size(n_codes, bits) + 2 * n_groups)
