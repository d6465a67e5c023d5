"""Right: all single bits of a row, grouped and summed up."""

import math

import torch

from linquant_ref.pack import packed_size

LOSES = []


def unpack_byte(byte, bits):
    return [byte // 2 ** (bits * position) % 2**bits for position in range(8 // bits)]


def code_at(uint8tensor, index, bits):
    stream = (uint8tensor[:, None] >> torch.arange(8)) & 1
    single = stream.flatten()[index * bits : (index + 1) * bits]
    return int((single << torch.arange(bits)).sum())


def unpack_weights(uint8tensor, bits, length=None):
    n_bytes = uint8tensor.shape[-1]
    if length is None:
        length = 8 * n_bytes // bits
    if -(-length * bits // 8) != n_bytes:
        raise ValueError(f"{length} codes do not need {n_bytes} bytes")
    stream = ((uint8tensor[..., None] >> torch.arange(8)) & 1).flatten(-2)[..., : length * bits]
    return (stream.unflatten(-1, (length, bits)) << torch.arange(bits)).sum(-1).to(torch.uint8)


def unpack_signed(uint8tensor, bits, length=None):
    return unpack_weights(uint8tensor, bits, length).sub(2 ** (bits - 1)).view(torch.int8)


def storage_bytes(shape, bits, group_size):
    weights = math.prod(shape)
    rows = weights // shape[-1]
    return rows * packed_size(shape[-1], bits) + weights // group_size * 2
