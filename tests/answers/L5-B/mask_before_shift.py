"""Wrong: the mask is applied before the shift, so that only the lowest code of a byte survives."""

from linquant_ref.pack import packed_size

LOSES = [
    "test_code_at_example",
    "test_code_at_other_widths",
    "test_code_at_three_bits",
    "test_unpack_byte_every_width",
    "test_unpack_byte_example",
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


def unpack_byte(byte, bits):
    mask = (1 << bits) - 1
    return [(byte & mask) >> shift for shift in range(0, 8, bits)]


def code_at(uint8tensor, index, bits):
    byte, shift = divmod(index * bits, 8)
    return (int(uint8tensor[byte]) & ((1 << bits) - 1)) >> shift


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
        codes[..., position::8] = (uint8tensor[..., byte::bits][..., :count] & ((1 << bits) - 1)) >> shift
    return codes
