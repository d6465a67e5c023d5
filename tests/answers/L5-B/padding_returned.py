"""Wrong: length is ignored, so that the padding comes back as codes."""

LOSES = [
    "test_unpack_signed_example",
    "test_unpack_signed_length",
    "test_unpack_weights_any_rank",
    "test_unpack_weights_length",
    "test_unpack_weights_wrong_length",
]


def unpack_weights(uint8tensor, bits, length=None):
    codes = uint8tensor.new_zeros(*uint8tensor.shape[:-1], uint8tensor.shape[-1] * 8 // bits)
    for position in range(8):
        count = codes[..., position::8].shape[-1]
        byte, shift = divmod(position * bits, 8)
        values = uint8tensor[..., byte::bits][..., :count] >> shift
        if shift + bits > 8:
            values |= uint8tensor[..., byte + 1 :: bits][..., :count] << (8 - shift)
        codes[..., position::8] = values & ((1 << bits) - 1)
    return codes
