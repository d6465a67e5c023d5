"""Right: a round trip through NumPy, with its packbits, and strings for one byte."""

import numpy as np
import torch

LOSES = []


def packed_size(n_codes, bits):
    return int(np.ceil(n_codes * bits / 8))


def pack_byte(codes, bits):
    digits = "".join(f"{code:0{bits}b}" for code in reversed(codes))
    return int(digits or "0", 2)


def check_codes(uint8tensor, bits):
    values = uint8tensor.numpy().ravel().astype(int)
    wrong = np.flatnonzero(values >= 2**bits)
    if wrong.size:
        raise ValueError(f"the first code that is too large is {values[wrong[0]]}")


def pack_with_loop(uint8tensor, bits):
    check_codes(uint8tensor, bits)
    digits = [code >> place & 1 for code in uint8tensor.tolist() for place in range(bits)]
    return torch.from_numpy(np.packbits(np.array(digits, dtype=np.uint8), bitorder="little"))


def pack_weights(uint8tensor, bits):
    check_codes(uint8tensor, bits)
    single = np.unpackbits(uint8tensor.numpy()[..., None], axis=-1, bitorder="little")[..., :bits]
    rows = single.reshape(*uint8tensor.shape[:-1], uint8tensor.shape[-1] * bits)
    return torch.from_numpy(np.packbits(rows, axis=-1, bitorder="little"))


def to_unsigned(codes, bits):
    return torch.from_numpy((codes.numpy().astype(np.int32) + 2 ** (bits - 1)).astype(np.uint8))
