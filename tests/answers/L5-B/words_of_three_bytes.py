"""Right: 3 bytes are joined to a word of 24 bits, which is cut into codes."""

import torch

from linquant_ref.pack import packed_size

LOSES = []


def unpack_weights(uint8tensor, bits, length=None):
    n_bytes = uint8tensor.shape[-1]
    if length is not None and packed_size(length, bits) != n_bytes:
        raise ValueError(f"length {length}")
    n_words = -(-n_bytes // 3)
    padded = torch.nn.functional.pad(uint8tensor.int(), (0, 3 * n_words - n_bytes))
    groups = padded.reshape(*uint8tensor.shape[:-1], n_words, 3)
    words = groups[..., 0] + groups[..., 1] * 256 + groups[..., 2] * 65536
    split = torch.stack([words // 2**shift % 2**bits for shift in range(0, 24, bits)], dim=-1)
    return split.flatten(-2)[..., : n_bytes * 8 // bits if length is None else length].to(torch.uint8)
