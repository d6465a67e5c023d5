"""Wrong: the part of a code that belongs into the next byte is lost in uint8 arithmetic."""

import torch

from linquant_ref.pack import check_codes, packed_size

LOSES = [
    "test_pack_with_loop_three_bits",
    "test_pack_with_loop_padding",
    "test_pack_weights_every_width",
    "test_pack_weights_padding",
    "test_pack_weights_any_rank",
]


def pack_with_loop(uint8tensor, bits):
    check_codes(uint8tensor, bits)
    packed = torch.zeros(packed_size(len(uint8tensor), bits), dtype=torch.uint8)
    for index, code in enumerate(uint8tensor):
        byte, shift = divmod(index * bits, 8)
        packed[byte] |= code << shift
        if shift + bits > 8:
            packed[byte + 1] |= (code << shift) >> 8
    return packed


def pack_weights(uint8tensor, bits):
    check_codes(uint8tensor, bits)
    packed = uint8tensor.new_zeros(*uint8tensor.shape[:-1], packed_size(uint8tensor.shape[-1], bits))
    for position in range(8):
        codes = uint8tensor[..., position::8]
        byte, shift = divmod(position * bits, 8)
        packed[..., byte::bits][..., : codes.shape[-1]] |= codes << shift
    return packed
