"""Wrong: 8 // bits codes per byte, whatever the size of the result, so that 3-bit codes get lost."""

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
    per_byte = 8 // bits
    for byte in range(len(packed)):
        for position, code in enumerate(uint8tensor[byte * per_byte : (byte + 1) * per_byte]):
            packed[byte] |= code << (bits * position)
    return packed


def pack_weights(uint8tensor, bits):
    check_codes(uint8tensor, bits)
    packed = uint8tensor.new_zeros(*uint8tensor.shape[:-1], packed_size(uint8tensor.shape[-1], bits))
    per_byte = 8 // bits
    for position in range(per_byte):
        codes = uint8tensor[..., position::per_byte][..., : packed.shape[-1]]
        packed[..., : codes.shape[-1]] |= codes << (bits * position)
    return packed
