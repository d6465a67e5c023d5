"""Right: a round trip through NumPy, with its unpackbits, and strings for one byte."""

import numpy as np
import torch

from linquant_ref.pack import packed_size

LOSES = []


def unpack_byte(byte, bits):
    digits = f"{byte:08b}"
    return [int(digits[8 - end : 8 - end + bits], 2) for end in range(bits, 9, bits)]


def code_at(uint8tensor, index, bits):
    single = np.unpackbits(uint8tensor.numpy(), bitorder="little")[index * bits : index * bits + bits]
    return int(np.packbits(single, bitorder="little")[0])


def unpack_weights(uint8tensor, bits, length=None):
    single = np.unpackbits(uint8tensor.numpy(), axis=-1, bitorder="little")
    n_codes = single.shape[-1] // bits if length is None else length
    if packed_size(n_codes, bits) != uint8tensor.shape[-1]:
        raise ValueError(f"wrong length {length}")
    codes = single[..., : n_codes * bits].reshape(*uint8tensor.shape[:-1], n_codes, bits)
    return torch.from_numpy((codes @ (1 << np.arange(bits))).astype(np.uint8))


def unpack_signed(uint8tensor, bits, length=None):
    codes = unpack_weights(uint8tensor, bits, length=length).numpy().astype(int)
    return torch.from_numpy((codes - 2 ** (bits - 1)).astype(np.int8))


def storage_bytes(shape, bits, group_size):
    rows = int(np.prod(shape[:-1]))
    return rows * (int(np.ceil(shape[-1] * bits / 8)) + shape[-1] // group_size * 2)
