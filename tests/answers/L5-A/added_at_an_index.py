"""Right: index_add_ puts all codes into their bytes, the loop runs over the bytes, signed codes through a table."""

import torch

LOSES = []


def packed_size(n_codes, bits):
    n_bits = n_codes * bits
    n_bytes = n_bits >> 3
    if n_bits & 7:
        n_bytes += 1
    return n_bytes


def pack_byte(codes, bits):
    from functools import reduce

    return reduce(lambda byte, code: (byte << bits) + code, reversed(codes), 0)


def check_codes(uint8tensor, bits):
    fits = uint8tensor <= (1 << bits) - 1
    if not fits.all():
        first, *_ = torch.masked_select(uint8tensor, ~fits).tolist()
        raise ValueError(f"bits={bits}: code {first}")


def pack_with_loop(uint8tensor, bits):
    check_codes(uint8tensor=uint8tensor, bits=bits)
    codes = uint8tensor.tolist()
    packed = torch.zeros(packed_size(len(codes), bits), dtype=torch.uint8)
    for number in range(len(packed)):
        first = 8 * number // bits
        word = 0
        for index in range(first, min(len(codes), first + 9)):
            place = index * bits - 8 * number
            word += codes[index] << place if place >= 0 else codes[index] >> -place
        packed[number] = word % 256
    return packed


def pack_weights(uint8tensor, bits):
    check_codes(uint8tensor, bits)
    n_codes = uint8tensor.size(-1)
    start = torch.arange(n_codes) * bits
    byte = start // 8
    moved = uint8tensor.long() << start % 8
    sums = torch.zeros(*uint8tensor.shape[:-1], packed_size(n_codes, bits) + 1, dtype=torch.long)
    sums.index_add_(-1, byte, moved & 0xFF)
    sums.index_add_(-1, byte + 1, moved >> 8)
    return sums.narrow(-1, 0, packed_size(n_codes, bits)).to(torch.uint8)


def to_unsigned(codes, bits):
    table = (torch.arange(256) + (1 << (bits - 1))).remainder(256).to(torch.uint8)
    return table[codes.long() % 256]
