"""Right: a buffer of bits that gives off whole bytes, neighbours joined in pairs, recursion for one byte."""

import torch

LOSES = []


def packed_size(n_codes, bits):
    import math

    return math.ceil(n_codes / (8 / bits))


def pack_byte(codes, bits):
    if not codes:
        return 0
    first, *others = codes
    return first | pack_byte(others, bits) << bits


def check_codes(uint8tensor, bits):
    above = uint8tensor.reshape(-1).to(torch.int32) >> bits
    if above.any():
        where = above.nonzero().min()
        raise ValueError(f"{uint8tensor.reshape(-1)[where].item()} has bits above bit {bits - 1}")


def pack_with_loop(uint8tensor, bits):
    check_codes(uint8tensor, bits)
    packed, buffer, filled = [], 0, 0
    for code in uint8tensor.tolist():
        buffer |= code << filled
        filled += bits
        while filled >= 8:
            packed.append(buffer & 255)
            buffer >>= 8
            filled -= 8
    if filled:
        packed.append(buffer)
    return torch.tensor(packed, dtype=torch.uint8)


def pack_weights(uint8tensor, bits):
    check_codes(uint8tensor, bits)
    n_codes = uint8tensor.shape[-1]
    words = torch.nn.functional.pad(uint8tensor.to(torch.int64), (0, -n_codes % 8))
    width = bits
    for _ in range(3):  # two codes, four codes, eight codes to a word
        words = words[..., 0::2] | words[..., 1::2] << width
        width *= 2
    split = [words >> 8 * byte & 255 for byte in range(bits)]
    return torch.stack(split, dim=-1).flatten(start_dim=-2)[..., : packed_size(n_codes, bits)].to(torch.uint8)


def to_unsigned(codes, bits):
    return torch.bitwise_and(codes.to(torch.int16) + 2 ** (bits - 1), 255).to(dtype=torch.uint8)
