"""Wrong: right bytes, but one code after the other."""

import torch

from linquant_ref.pack import check_codes, packed_size

LOSES = ["test_pack_weights_without_a_loop"]


def pack_weights(uint8tensor, bits):
    check_codes(uint8tensor, bits)
    packed = torch.zeros(*uint8tensor.shape[:-1], packed_size(uint8tensor.shape[-1], bits), dtype=torch.uint8)
    for index in range(uint8tensor.shape[-1]):
        byte, shift = divmod(index * bits, 8)
        packed[..., byte] |= uint8tensor[..., index] << shift
        if shift + bits > 8:
            packed[..., byte + 1] |= uint8tensor[..., index] >> (8 - shift)
    return packed
