"""Wrong: the upper bits of a code that does not fit are cut off in silence."""

from linquant_ref.pack import packed_size

LOSES = ["test_pack_weights_out_of_range"]


def pack_weights(uint8tensor, bits):
    packed = uint8tensor.new_zeros(*uint8tensor.shape[:-1], packed_size(uint8tensor.shape[-1], bits))
    for position in range(8):
        codes = uint8tensor[..., position::8] & ((1 << bits) - 1)
        byte, shift = divmod(position * bits, 8)
        packed[..., byte::bits][..., : codes.shape[-1]] |= codes << shift
        if shift + bits > 8:
            packed[..., byte + 1 :: bits][..., : codes.shape[-1]] |= codes >> (8 - shift)
    return packed
