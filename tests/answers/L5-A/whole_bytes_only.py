"""Wrong: lengths that do not fill the last byte are refused, as in the common lesson."""

from linquant_ref.pack import check_codes, packed_size

LOSES = ["test_pack_weights_padding", "test_pack_weights_any_rank"]


def pack_weights(uint8tensor, bits):
    check_codes(uint8tensor, bits)
    if uint8tensor.shape[-1] * bits % 8 != 0:
        raise ValueError(f"{uint8tensor.shape[-1]} codes of {bits} bits do not fill their bytes")
    packed = uint8tensor.new_zeros(*uint8tensor.shape[:-1], packed_size(uint8tensor.shape[-1], bits))
    for position in range(8):
        codes = uint8tensor[..., position::8]
        byte, shift = divmod(position * bits, 8)
        packed[..., byte::bits][..., : codes.shape[-1]] |= codes << shift
        if shift + bits > 8:
            packed[..., byte + 1 :: bits][..., : codes.shape[-1]] |= codes >> (8 - shift)
    return packed
