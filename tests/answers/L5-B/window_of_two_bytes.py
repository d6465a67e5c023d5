"""Right: for every code the two bytes in which it begins, recursion for one byte and over the shape."""

import torch

from linquant_ref.pack import packed_size

LOSES = []


def unpack_byte(byte, bits):
    def rest(byte, count):
        return [byte % (1 << bits), *rest(byte >> bits, count - 1)] if count else []

    return rest(byte, 8 // bits)


def code_at(uint8tensor, index, bits):
    byte = index * bits // 8
    window = int.from_bytes(bytes(uint8tensor[byte : byte + 2].tolist()), byteorder="little")
    return (window >> index * bits % 8) % 2**bits


def unpack_weights(uint8tensor, bits, length=None):
    n_bytes = uint8tensor.shape[-1]
    if length is not None and packed_size(length, bits) != n_bytes:
        raise ValueError(f"{length} codes of {bits} bits are not {n_bytes} bytes")
    start = bits * torch.arange(8 * n_bytes // bits if length is None else length)
    low = torch.nn.functional.pad(uint8tensor.int(), (0, 1))
    windows = low[..., :-1] + 256 * low[..., 1:]
    return ((windows[..., start // 8] >> start % 8) & (1 << bits) - 1).to(torch.uint8)


def unpack_signed(uint8tensor, bits, length=None):
    table = torch.arange(-(2 ** (bits - 1)), 2 ** (bits - 1), dtype=torch.int8)
    return table[unpack_weights(uint8tensor, bits, length).long()]


def storage_bytes(shape, bits, group_size):
    if len(shape) > 1:
        return shape[0] * storage_bytes(shape[1:], bits, group_size)
    return packed_size(shape[0], bits) + 2 * (shape[0] // group_size)
