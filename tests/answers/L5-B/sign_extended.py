"""Wrong: the bytes are shifted as int8, which brings ones in from the left, and not masked."""

import torch

from linquant_ref.pack import packed_size

LOSES = [
    "test_unpack_byte_every_width",
    "test_unpack_byte_example",
    "test_unpack_signed_every_code",
    "test_unpack_signed_example",
    "test_unpack_weights_any_rank",
    "test_unpack_weights_every_width",
    "test_unpack_weights_example",
    "test_unpack_weights_length",
    "test_unpack_weights_three_bits",
]


def unpack_byte(byte, bits):
    signed = byte - 256 if byte > 127 else byte
    return [((signed << (8 - bits - shift)) & 255 ^ 128) - 128 >> (8 - bits) for shift in range(0, 8, bits)]


def unpack_weights(uint8tensor, bits, length=None):
    n_bytes = uint8tensor.shape[-1]
    if length is None:
        length = n_bytes * 8 // bits
    if packed_size(length, bits) != n_bytes:
        raise ValueError(f"length {length}")
    codes = uint8tensor.new_zeros(*uint8tensor.shape[:-1], length)
    for position in range(8):
        count = codes[..., position::8].shape[-1]
        byte, shift = divmod(position * bits, 8)
        values = uint8tensor.view(torch.int8)[..., byte::bits][..., :count] >> shift
        if shift + bits < 8:
            values = values & ((1 << bits) - 1)
        elif shift + bits > 8:
            values = (values | uint8tensor.view(torch.int8)[..., byte + 1 :: bits][..., :count] << (8 - shift)) & 7
        codes[..., position::8] = values.view(torch.uint8)
    return codes
