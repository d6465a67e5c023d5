"""Right: one Python integer holds the whole row."""

import torch

LOSES = []


def unpack_byte(byte, bits):
    codes = []
    for _ in range(8 // bits):
        byte, code = divmod(byte, 2**bits)
        codes.append(code)
    return codes


def code_at(uint8tensor, index, bits):
    return int.from_bytes(bytes(uint8tensor.tolist()), "little") >> (index * bits) & (2**bits - 1)


def unpack_weights(uint8tensor, bits, length=None):
    n_bytes = uint8tensor.shape[-1]
    n_codes = n_bytes * 8 // bits if length is None else length
    if not 8 * (n_bytes - 1) < n_codes * bits <= 8 * n_bytes:
        raise ValueError(f"{n_codes} codes in {n_bytes} bytes")

    def unpack(row):
        if row and isinstance(row[0], list):
            return [unpack(inner) for inner in row]
        stream = int.from_bytes(bytes(row), "little")
        return [stream >> (index * bits) & (2**bits - 1) for index in range(n_codes)]

    return torch.tensor(unpack(uint8tensor.tolist()), dtype=torch.uint8)


def unpack_signed(uint8tensor, bits, length=None):
    codes = unpack_weights(uint8tensor, bits=bits, length=length)
    return (codes.to(torch.int16) - (1 << (bits - 1))).to(torch.int8)
