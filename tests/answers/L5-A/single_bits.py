"""Right: a tensor of single bits, padded and summed up byte by byte."""

import torch

LOSES = []


def packed_size(n_codes, bits):
    whole, rest = divmod(n_codes * bits, 8)
    return whole + (rest > 0)


def check_codes(uint8tensor, bits):
    too_large = uint8tensor[uint8tensor > 2**bits - 1]
    if too_large.numel():
        raise ValueError(f"{too_large[0]} is no code of {bits} bits")


def pack_weights(uint8tensor, bits):
    check_codes(uint8tensor, bits)
    n = uint8tensor.shape[-1]
    stream = (uint8tensor[..., None] >> torch.arange(bits)) & 1
    stream = stream.flatten(-2)
    stream = torch.nn.functional.pad(stream, (0, packed_size(n, bits) * 8 - n * bits))
    return (stream.unflatten(-1, (packed_size(n, bits), 8)) << torch.arange(8)).sum(-1).to(torch.uint8)


def to_unsigned(codes, bits):
    return codes.add(2 ** (bits - 1)).view(torch.uint8)
