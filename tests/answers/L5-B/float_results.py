"""Wrong: right values, but as float32."""

import torch

from linquant_ref.pack import packed_size

LOSES = [
    "test_unpack_signed_every_code",
    "test_unpack_signed_example",
    "test_unpack_signed_length",
    "test_unpack_weights_any_rank",
    "test_unpack_weights_every_width",
    "test_unpack_weights_example",
    "test_unpack_weights_length",
    "test_unpack_weights_three_bits",
    "test_unpack_weights_without_a_loop",
]


def unpack_weights(uint8tensor, bits, length=None):
    n_bytes = uint8tensor.shape[-1]
    if length is None:
        length = n_bytes * 8 // bits
    if packed_size(length, bits) != n_bytes:
        raise ValueError(f"length {length}")
    stream = ((uint8tensor[..., None] >> torch.arange(8)) & 1).flatten(-2)[..., : length * bits]
    return (stream.unflatten(-1, (length, bits)) * 2.0 ** torch.arange(bits)).sum(-1)


def unpack_signed(uint8tensor, bits, length=None):
    return unpack_weights(uint8tensor, bits, length) - 2.0 ** (bits - 1)
