"""Right: groups of codes are summed into words of 24 bits or fewer, which are cut into bytes."""

import torch

from linquant_ref.pack import packed_size

LOSES = []


def pack_with_loop(uint8tensor, bits):
    packed = torch.zeros(packed_size(uint8tensor.numel(), bits) + 1, dtype=torch.int64)
    for index in range(uint8tensor.numel()):
        code = int(uint8tensor[index])
        if code > 2**bits - 1:
            raise ValueError(f"code {code}")
        word = code << (index * bits % 8)
        packed[index * bits // 8] += word % 256
        packed[index * bits // 8 + 1] += word // 256
    return packed[:-1].to(torch.uint8)


def pack_weights(uint8tensor, bits):
    if (uint8tensor.int() >= 2**bits).any():
        raise ValueError("a code does not fit")
    n = uint8tensor.shape[-1]
    per_word, bytes_per_word = (8, 3) if bits == 3 else (8 // bits, 1)
    n_words = -(-n // per_word)
    padded = torch.nn.functional.pad(uint8tensor.int(), (0, n_words * per_word - n))
    groups = padded.reshape(*uint8tensor.shape[:-1], n_words, per_word)
    words = (groups << (torch.arange(per_word) * bits)).sum(dim=-1)
    split = torch.stack([words >> (8 * byte) & 255 for byte in range(bytes_per_word)], dim=-1)
    return split.flatten(-2)[..., : packed_size(n, bits)].to(torch.uint8)
