"""Right: words of eight codes are split into halves three times, a mask that moves along, sums over the rows."""

import torch

LOSES = []


def unpack_byte(byte, bits):
    codes, mask, shift = [], 2**bits - 1, 0
    while shift < 8:
        codes.append((byte & mask) >> shift)
        mask <<= bits
        shift += bits
    return codes


def code_at(uint8tensor, index, bits):
    code = 0
    for bit in range(bits):
        byte, shift = divmod(index * bits + bit, 8)
        code += (uint8tensor[byte].item() >> shift & 1) << bit
    return code


def unpack_weights(uint8tensor, bits, length=None):
    n_bytes = uint8tensor.shape[-1]
    if length is None:
        length = n_bytes * 8 // bits
    elif (length * bits + 7) // 8 != n_bytes:
        raise ValueError("the length does not belong to these bytes")
    n_words = -(-n_bytes // bits)
    padded = torch.zeros(*uint8tensor.shape[:-1], n_words * bits, dtype=torch.int64)
    padded[..., :n_bytes] = uint8tensor
    words = sum(padded[..., byte::bits] << 8 * byte for byte in range(bits))
    for width in (4 * bits, 2 * bits, bits):
        words = torch.stack([words & (1 << width) - 1, words >> width], dim=-1).flatten(-2)
    return (words & (1 << bits) - 1)[..., :length].to(torch.uint8)


def unpack_signed(uint8tensor, bits, length=None):
    unsigned = unpack_weights(uint8tensor=uint8tensor, bits=bits, length=length)
    signed = unsigned.float() - 2.0 ** (bits - 1)
    return signed.char()


def storage_bytes(shape, bits, group_size):
    *leading, last = shape
    rows = 1
    for size in leading:
        rows *= size
    n_bits = bits * last
    while n_bits % 8 != 0:
        n_bits += 1
    return rows * (n_bits + 16 * (last // group_size)) // 8
