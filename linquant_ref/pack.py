"""Pack codes of 1 to 8 bits into bytes (lesson L5-A).

The codes of a row form one stream of bits, least significant bit first: bit b of code i is bit k = i * bits + b of the
stream, which is bit k % 8 of byte k // 8. At 2 and 4 bits it is the order of ONNX's UINT2 and UINT4
(onnx.ai/onnx/technical/int2.html, "Packing and Unpacking"), at 1 bit that of numpy.packbits(bitorder="little").
"""

import sys
from collections.abc import Callable, Iterator
from typing import Any, ParamSpec, TypeVar

import torch

from linquant_ref._validate import Arguments, describe, integer_between, validated
from linquant_ref.speed import in_blocks, on_large_pages, when_large

P = ParamSpec("P")
R = TypeVar("R")

BITS = integer_between(1, 8)


def uint8_tensor(name: str, value: Any, arguments: Arguments) -> None:
    """Accept a torch.uint8 tensor of rank 1 or more; it may be empty."""
    if not isinstance(value, torch.Tensor) or value.dtype != torch.uint8:
        hint = "; cast codes with .to(torch.uint8)" if isinstance(value, torch.Tensor) else ""
        raise TypeError(f"{name} must be a torch.uint8 tensor, got {describe(value)}{hint}")
    if value.dim() == 0:
        raise ValueError(f"{name} must have rank 1 or more, got a tensor of rank 0")


def uint8_vector(name: str, value: Any, arguments: Arguments) -> None:
    """Accept a torch.uint8 tensor of rank 1; it may be empty."""
    uint8_tensor(name, value, arguments)
    if value.dim() != 1:
        raise ValueError(f"{name} must have rank 1, got shape {tuple(value.shape)}")


def whole_codes(name: str, value: Any, arguments: Arguments) -> None:
    """Accept a number of bits of which a whole number of codes fills a byte."""
    BITS(name, value, arguments)
    if 8 % value:
        raise ValueError(f"{name} must be 1, 2, 4 or 8, got {value}")


def _count(name: str, value: Any, arguments: Arguments) -> None:
    integer_between(0, 2**62)(name, value, arguments)


def _codes_of_one_byte(name: str, value: Any, arguments: Arguments) -> None:
    bits = arguments["bits"]
    whole_codes("bits", bits, arguments)
    if not isinstance(value, list | tuple):
        raise TypeError(f"{name} must be a list of integers, got {describe(value)}")
    if len(value) > 8 // bits:
        raise ValueError(f"{name} must have at most {8 // bits} elements at {bits} bits, got {len(value)}")
    for code in value:
        integer_between(0, 255)(name, code, arguments)


def _int8_tensor(name: str, value: Any, arguments: Arguments) -> None:
    if not isinstance(value, torch.Tensor) or value.dtype != torch.int8:
        raise TypeError(f"{name} must be a torch.int8 tensor, got {describe(value)}")


@validated(n_codes=_count, bits=BITS)
def packed_size(n_codes: int, bits: int) -> int:
    """Return ceil(n_codes * bits / 8), the number of bytes that n_codes codes of the given width need.

    Args:
        n_codes: How many codes, 0 or more.
        bits: Width of a code, 1 to 8.

    Raises:
        TypeError: An argument is not an integer.
        ValueError: n_codes is negative or bits is not between 1 and 8.
    """
    return (n_codes * bits + 7) // 8


@validated(codes=_codes_of_one_byte)
def pack_byte(codes: list[int], bits: int) -> int:
    """Return sum(codes[i] * 2^(i * bits)): the byte whose lowest bits are the first code.

    A code of more than the given width runs into its neighbour; check_codes finds it.

    Args:
        codes: At most 8 / bits integers.
        bits: Width of a code: 1, 2, 4 or 8.

    Raises:
        TypeError: codes is not a list of integers, or bits is not an integer.
        ValueError: There are too many codes, one of them is not in [0, 255], or bits is another number.
    """
    byte = 0
    for position, code in enumerate(codes):
        byte |= code << (position * bits)
    return byte


@validated(uint8tensor=uint8_tensor, bits=BITS)
def check_codes(uint8tensor: torch.Tensor, bits: int) -> None:
    """Raise ValueError, naming the first one, if a code is larger than 2^bits - 1.

    Args:
        uint8tensor: torch.uint8 tensor of rank 1 or more; it may be empty.
        bits: Width of a code, 1 to 8.

    Raises:
        TypeError: uint8tensor is not a torch.uint8 tensor, or bits is not an integer.
        ValueError: A code does not fit, uint8tensor has rank 0, or bits is not between 1 and 8.
    """
    largest = (1 << bits) - 1
    wrong = (uint8tensor > largest).nonzero()
    if len(wrong) > 0:
        index = tuple(wrong[0].tolist())
        raise ValueError(f"code {uint8tensor[index].item()} at {list(index)} is not in 0 to {largest}, for {bits} bits")


@validated(uint8tensor=uint8_vector, bits=BITS)
def pack_with_loop(uint8tensor: torch.Tensor, bits: int) -> torch.Tensor:
    """Return the same bytes as pack_weights for a vector of codes, one code after the other.

    Raises:
        TypeError: uint8tensor is not a torch.uint8 tensor, or bits is not an integer.
        ValueError: A code does not fit, uint8tensor is not a vector, or bits is not between 1 and 8.
    """
    check_codes(uint8tensor, bits)
    packed = [0] * packed_size(len(uint8tensor), bits)
    for index, code in enumerate(uint8tensor.tolist()):
        byte, shift = divmod(index * bits, 8)
        packed[byte] |= (code << shift) & 255
        if shift + bits > 8:
            packed[byte + 1] |= code >> (8 - shift)
    return torch.tensor(packed, dtype=torch.uint8)


def in_words(form: Callable[P, R]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Replace a function's body where its tensor is large and the first byte of a word is the lowest one."""
    return when_large(form, kernel=False) if sys.byteorder == "little" else lambda function: function


def moves(bits: int) -> Iterator[tuple[int, int, int]]:
    """Yield what brings eight codes in the bytes of a 64-bit word together: pairs first, then pairs of these.

    Each time every second field of bits moves down, over the gap below it. It is the method of Warren, Hacker's
    Delight, 2nd edition, section 7-4, for gaps that are known.

    Yields:
        A mask of the fields that stay, a mask of the others where they arrive, and by how many bits they move.
    """
    for doubled in range(3):
        field = bits << doubled
        staying = sum(((1 << field) - 1) << (place * (16 << doubled)) for place in range(4 >> doubled))
        yield staying, staying << field, (8 - bits) << doubled


def eights(rows: torch.Tensor, each: int, count: int) -> torch.Tensor:
    """Return a view of the first count parts of each row, [..., count, each]."""
    return rows[..., : count * each].view(*rows.shape[:-1], count, each)


def longest(parts: torch.Tensor) -> int:
    """Return the longest dimension but the last."""
    return max(range(parts.dim() - 1), key=lambda dim: parts.shape[dim])


def _packed_eights(codes: torch.Tensor, bits: int) -> torch.Tensor:
    """Return [..., 8] bytes, of which the first `bits` hold the eight codes."""
    words = codes.clone(memory_format=torch.contiguous_format).view(torch.int64)
    moved = torch.empty_like(words)
    for staying, arriving, gap in moves(bits):
        torch.bitwise_right_shift(words, gap, out=moved).bitwise_and_(arriving)
        words.bitwise_and_(staying).bitwise_or_(moved)
    return words.view(torch.uint8)


def _pack_in_words(uint8tensor: torch.Tensor, bits: int) -> torch.Tensor:
    whole, rest = divmod(uint8tensor.shape[-1], 8)
    packed = on_large_pages(uint8tensor.new_empty(*uint8tensor.shape[:-1], packed_size(uint8tensor.shape[-1], bits)))
    if uint8tensor.max() >> bits:
        check_codes(uint8tensor, bits)
    codes, filled = eights(uint8tensor, 8, whole), eights(packed, bits, whole)

    def fill(part: torch.Tensor, place: torch.Tensor) -> None:
        for byte, values in zip(place.unbind(-1), _packed_eights(part, bits).unbind(-1), strict=False):
            byte.copy_(values)

    if whole:
        in_blocks(fill, codes, filled, dim=longest(codes))
    if rest:
        padded = torch.nn.functional.pad(uint8tensor[..., 8 * whole :], (0, 8 - rest))
        packed[..., bits * whole :] = _packed_eights(padded, bits)[..., : packed_size(rest, bits)]
    return packed


@validated(uint8tensor=uint8_tensor, bits=BITS)
@in_words(_pack_in_words)
def pack_weights(uint8tensor: torch.Tensor, bits: int) -> torch.Tensor:
    """Return the codes packed along the last dimension, least significant bits first, each row padded with zero bits.

    2 bits: [1, 0, 3, 2, 3, 3, 3, 3] -> [177, 255]. 3 bits: 8 codes fill 3 bytes, and a code may lie in two of them. The
    number of codes cannot be read off the bytes: keep it for unpack_weights.

    Args:
        uint8tensor: torch.uint8 tensor of codes 0 ... 2^bits - 1, rank 1 or more; it may be empty.
        bits: Width of a code, 1 to 8.

    Returns:
        torch.uint8 tensor (uint8tensor [A, B] -> [A, ceil(B * bits / 8)]).

    Raises:
        TypeError: uint8tensor is not a torch.uint8 tensor, or bits is not an integer.
        ValueError: A code does not fit, uint8tensor has rank 0, or bits is not between 1 and 8.
    """
    check_codes(uint8tensor, bits)
    # After 8 codes, which fill `bits` bytes, the pattern of bytes and shifts repeats.
    packed = uint8tensor.new_zeros(*uint8tensor.shape[:-1], packed_size(uint8tensor.shape[-1], bits))
    for position in range(8):
        codes = uint8tensor[..., position::8]
        byte, shift = divmod(position * bits, 8)
        packed[..., byte::bits][..., : codes.shape[-1]] |= codes << shift
        if shift + bits > 8:
            packed[..., byte + 1 :: bits][..., : codes.shape[-1]] |= codes >> (8 - shift)
    return packed


@validated(codes=_int8_tensor, bits=BITS)
def to_unsigned(codes: torch.Tensor, bits: int) -> torch.Tensor:
    """Return codes + 2^(bits - 1) as torch.uint8: -2^(bits - 1) ... 2^(bits - 1) - 1 become 0 ... 2^bits - 1.

    A code outside that range comes out above 2^bits - 1, where check_codes finds it.

    Args:
        codes: torch.int8 tensor of any shape.
        bits: Width of a code, 1 to 8.

    Returns:
        torch.uint8 tensor, shape of codes.

    Raises:
        TypeError: codes is not a torch.int8 tensor, or bits is not an integer.
        ValueError: bits is not between 1 and 8.
    """
    half = 1 << (bits - 1)
    return (codes.int() + half).to(torch.uint8)
