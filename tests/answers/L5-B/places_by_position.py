"""Right: eight positions of a pattern that are written into an empty tensor, bits counted by math."""

import math

import torch

LOSES = []


def unpack_byte(byte, bits):
    whole = torch.tensor(byte).repeat(8 // bits)
    return torch.bitwise_right_shift(whole, torch.arange(0, 8, bits)).remainder(2**bits).tolist()


def code_at(uint8tensor, index, bits):
    first, last = index * bits // 8, (index * bits + bits - 1) // 8
    code = uint8tensor[first].item() >> (index * bits - 8 * first)
    if last != first:
        code += uint8tensor[last].item() << (8 * last - index * bits)
    return code % (1 << bits)


def unpack_weights(uint8tensor, bits, length=None):
    n_bytes = uint8tensor.shape[-1]
    n_codes = math.floor(n_bytes * 8 / bits) if length is None else length
    if math.ceil(n_codes * bits / 8) != n_bytes:
        raise ValueError(f"length={length}, {n_bytes} bytes")
    codes = torch.empty(*uint8tensor.shape[:-1], n_codes, dtype=torch.uint8)
    wide = torch.cat([uint8tensor.to(torch.int16), torch.zeros_like(uint8tensor[..., :1], dtype=torch.int16)], dim=-1)
    if n_bytes == 0:
        return codes
    for position in range(min(8, n_codes)):
        number = codes[..., position::8].shape[-1]
        byte = position * bits // 8
        low = wide[..., byte::bits][..., :number]
        high = wide[..., byte + 1 :: bits][..., :number]
        codes[..., position::8] = (low + 256 * high) // 2 ** (position * bits - 8 * byte) % 2**bits
    return codes


def unpack_signed(uint8tensor, bits, length=None):
    codes = unpack_weights(uint8tensor, bits, length).to(torch.int8)
    codes -= 1 << (bits - 1) if bits < 8 else -128
    return codes


def storage_bytes(shape, bits, group_size):
    of_codes = math.prod(shape[:-1]) * math.ceil(shape[-1] * bits / 8)
    return of_codes + math.prod(shape) * 2 // group_size
