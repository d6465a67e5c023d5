"""Wrong: the bytes come back as int64."""

import torch

from linquant_ref.pack import check_codes, packed_size

LOSES = [
    "test_pack_weights_any_rank",
    "test_pack_weights_every_width",
    "test_pack_weights_example",
    "test_pack_weights_padding",
    "test_pack_weights_without_a_loop",
    "test_pack_with_loop_*",
    "test_to_unsigned_*",
]


def pack_with_loop(uint8tensor, bits):
    check_codes(uint8tensor, bits)
    packed = [0] * packed_size(len(uint8tensor), bits)
    for index, code in enumerate(uint8tensor.tolist()):
        byte, shift = divmod(index * bits, 8)
        packed[byte] |= (code << shift) & 255
        if shift + bits > 8:
            packed[byte + 1] |= code >> (8 - shift)
    return torch.tensor(packed)


def pack_weights(uint8tensor, bits):
    check_codes(uint8tensor, bits)
    n_codes = uint8tensor.shape[-1]
    n_bytes = packed_size(n_codes, bits)
    stream = ((uint8tensor[..., None] >> torch.arange(bits)) & 1).flatten(-2)
    stream = torch.nn.functional.pad(stream, (0, n_bytes * 8 - n_codes * bits))
    return (stream.unflatten(-1, (n_bytes, 8)) << torch.arange(8)).sum(-1)


def to_unsigned(codes, bits):
    return codes.long() + 2 ** (bits - 1)
