"""Right: every single bit is looked up by its place in the stream, divisions instead of shifts."""

import torch

LOSES = []


def packed_size(n_codes, bits):
    return len(range(0, n_codes * bits, 8))


def pack_byte(codes, bits):
    byte, worth = 0, 1
    for code in codes:
        byte += worth * code
        worth *= 2**bits
    return byte


def check_codes(uint8tensor, bits):
    wrong = [code for code in uint8tensor.ravel().tolist() if code // 2**bits > 0]
    if len(wrong) != 0:
        raise ValueError("no code of %d bits: %s" % (bits, wrong))  # noqa: UP031


def pack_with_loop(uint8tensor, bits):
    check_codes(uint8tensor, bits)
    packed = [0 for _ in range(packed_size(len(uint8tensor), bits))]
    for place in range(len(uint8tensor) * bits):
        index, bit = divmod(place, bits)
        if int(uint8tensor[index]) // 2**bit % 2 == 1:
            packed[place // 8] += 2 ** (place % 8)
    return torch.tensor(packed).to(torch.uint8)


def pack_weights(uint8tensor, bits):
    check_codes(uint8tensor, bits)
    *rows, n_codes = uint8tensor.shape
    places = torch.arange(8 * packed_size(n_codes, bits)).reshape(-1, 8)
    with_zeros = torch.cat([uint8tensor.clone(), torch.zeros(*rows, 8, dtype=torch.uint8)], dim=-1)
    packed = torch.zeros(*rows, len(places), dtype=torch.uint8)
    for bit in range(8):
        index, place = places[:, bit] // bits, places[:, bit] % bits
        packed += with_zeros[..., index] // 2**place % 2 * 2**bit
    return packed


def to_unsigned(codes, bits):
    half = 2 ** (bits - 1)
    whole = codes.int() + half
    return torch.where(whole < 0, whole + 256, whole).to(torch.uint8)
