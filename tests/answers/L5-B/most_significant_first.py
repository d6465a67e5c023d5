"""Wrong: the first code is read from the highest bits."""

import torch

from linquant_ref.pack import packed_size

LOSES = [
    "test_code_at_example",
    "test_code_at_other_widths",
    "test_code_at_three_bits",
    "test_unpack_byte_every_width",
    "test_unpack_byte_example",
    "test_unpack_signed_every_code",
    "test_unpack_signed_example",
    "test_unpack_signed_length",
    "test_unpack_weights_any_rank",
    "test_unpack_weights_every_width",
    "test_unpack_weights_example",
    "test_unpack_weights_length",
    "test_unpack_weights_three_bits",
]


def unpack_byte(byte, bits):
    return [(byte >> shift) & ((1 << bits) - 1) for shift in range(8 - bits, -1, -bits)]


def code_at(uint8tensor, index, bits):
    return int(unpack_weights(uint8tensor, bits)[index])


def unpack_weights(uint8tensor, bits, length=None):
    n_bytes = uint8tensor.shape[-1]
    if length is None:
        length = n_bytes * 8 // bits
    if packed_size(length, bits) != n_bytes:
        raise ValueError(f"length {length}")
    stream = ((uint8tensor[..., None] >> torch.arange(8).flip(0)) & 1).flatten(-2)[..., : length * bits]
    return (stream.unflatten(-1, (length, bits)) << torch.arange(bits).flip(0)).sum(-1).to(torch.uint8)
