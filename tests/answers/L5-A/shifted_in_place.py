"""Wrong: the caller's codes are shifted in place."""

from linquant_ref.pack import check_codes, packed_size

LOSES = ["test_pack_weights_leaves_input"]


def pack_weights(uint8tensor, bits):
    import torch

    check_codes(uint8tensor, bits)
    packed = torch.zeros(*uint8tensor.shape[:-1], packed_size(uint8tensor.shape[-1], bits), dtype=torch.uint8)
    for position in range(8):
        codes = uint8tensor[..., position::8]
        byte, shift = divmod(position * bits, 8)
        if shift + bits > 8:
            packed[..., byte + 1 :: bits][..., : codes.shape[-1]] |= codes >> (8 - shift)
        packed[..., byte::bits][..., : codes.shape[-1]] |= codes.bitwise_left_shift_(shift)
    return packed
