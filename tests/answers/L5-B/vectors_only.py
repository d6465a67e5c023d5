"""Wrong: only 1-D: all rows are read as one stream, and code by code."""

import torch

from linquant_ref.pack import packed_size
from linquant_ref.unpack import code_at

LOSES = [
    "test_unpack_signed_example",
    "test_unpack_signed_length",
    "test_unpack_weights_any_rank",
    "test_unpack_weights_without_a_loop",
]


def unpack_weights(uint8tensor, bits, length=None):
    flat = uint8tensor.flatten()
    n_codes = len(flat) * 8 // bits
    if length is not None and packed_size(length, bits) != uint8tensor.shape[-1]:
        raise ValueError(f"length {length}")
    codes = torch.tensor([code_at(flat, index, bits) for index in range(n_codes)], dtype=torch.uint8)
    return codes if length is None else codes[:length]
