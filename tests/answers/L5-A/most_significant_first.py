"""Wrong: the first code goes into the highest bits."""

import torch

from linquant_ref.pack import check_codes, packed_size

LOSES = [
    "test_pack_byte_*",
    "test_pack_with_loop_example",
    "test_pack_with_loop_padding",
    "test_pack_with_loop_three_bits",
    "test_pack_weights_example",
    "test_pack_weights_any_rank",
    "test_pack_weights_every_width",
    "test_pack_weights_padding",
]


def pack_byte(codes, bits):
    byte = 0
    for position, code in enumerate(codes):
        byte |= code << (8 - bits * (position + 1))
    return byte


def pack_with_loop(uint8tensor, bits):
    return pack_weights(uint8tensor, bits)


def pack_weights(uint8tensor, bits):
    check_codes(uint8tensor, bits)
    n = uint8tensor.shape[-1]
    stream = ((uint8tensor[..., None] >> torch.arange(bits).flip(0)) & 1).flatten(-2)
    stream = torch.nn.functional.pad(stream, (0, packed_size(n, bits) * 8 - n * bits))
    return (stream.unflatten(-1, (packed_size(n, bits), 8)) << torch.arange(8).flip(0)).sum(-1).to(torch.uint8)
