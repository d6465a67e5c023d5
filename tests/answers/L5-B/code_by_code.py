"""Wrong: right codes, but one position of the row after the other."""

from linquant_ref.pack import packed_size

LOSES = ["test_unpack_weights_without_a_loop"]


def unpack_weights(uint8tensor, bits, length=None):
    n_bytes = uint8tensor.shape[-1]
    if length is None:
        length = n_bytes * 8 // bits
    if packed_size(length, bits) != n_bytes:
        raise ValueError(f"length {length}")
    codes = uint8tensor.new_zeros(*uint8tensor.shape[:-1], length)
    for index in range(length):
        byte, shift = divmod(index * bits, 8)
        values = uint8tensor[..., byte] >> shift
        if shift + bits > 8:
            values |= uint8tensor[..., byte + 1] << (8 - shift)
        codes[..., index] = values & ((1 << bits) - 1)
    return codes
