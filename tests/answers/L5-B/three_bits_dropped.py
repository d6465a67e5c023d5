"""Wrong: 8 // bits codes per byte, so that 3-bit codes get lost."""

import torch

from linquant_ref.pack import packed_size

LOSES = [
    "test_code_at_three_bits",
    "test_unpack_signed_every_code",
    "test_unpack_signed_length",
    "test_unpack_weights_any_rank",
    "test_unpack_weights_length",
    "test_unpack_weights_three_bits",
]


def code_at(uint8tensor, index, bits):
    byte, position = divmod(index, 8 // bits)
    return int(uint8tensor[byte]) >> (position * bits) & (2**bits - 1)


def unpack_weights(uint8tensor, bits, length=None):
    n_bytes = uint8tensor.shape[-1]
    if length is not None and packed_size(length, bits) != n_bytes:
        raise ValueError(f"length {length}")
    shifts = torch.arange(8 // bits) * bits
    codes = ((uint8tensor[..., None] >> shifts) & (2**bits - 1)).to(torch.uint8).flatten(-2)
    return codes if length is None else codes[..., :length]
