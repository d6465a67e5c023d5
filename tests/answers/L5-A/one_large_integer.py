"""Right: one Python integer holds the whole stream, row by row, and sums replace the bit operations."""

import torch

LOSES = []


def packed_size(n_codes, bits):
    return -(-n_codes * bits // 8)


def pack_byte(codes, bits):
    return sum(code * 2 ** (position * bits) for position, code in enumerate(codes))


def check_codes(uint8tensor, bits):
    for code in uint8tensor.flatten().tolist():
        if code >= 2**bits:
            raise ValueError(f"code {code} needs more than {bits} bits")


def pack_with_loop(uint8tensor, bits):
    check_codes(uint8tensor, bits)
    stream = sum(code << (index * bits) for index, code in enumerate(uint8tensor.tolist()))
    return torch.tensor(list(stream.to_bytes(packed_size(len(uint8tensor), bits), "little")), dtype=torch.uint8)


def pack_weights(uint8tensor, bits):
    def pack(row):
        if row and isinstance(row[0], list):
            return [pack(inner) for inner in row]
        stream = sum(code << (index * bits) for index, code in enumerate(row))
        return list(stream.to_bytes(packed_size(len(row), bits), "little"))

    check_codes(uint8tensor, bits=bits)
    return torch.tensor(pack(uint8tensor.tolist()), dtype=torch.uint8)


def to_unsigned(codes, bits):
    shifted = [code + 2 ** (bits - 1) for code in codes.flatten().tolist()]
    return torch.tensor(shifted).reshape(codes.shape).to(torch.uint8)
