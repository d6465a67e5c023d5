"""Wrong: no mask, so that the codes above come along."""

LOSES = ["test_unpack_byte_*", "test_code_at_*"]


def unpack_byte(byte, bits):
    return [byte >> shift for shift in range(0, 8, bits)]


def code_at(uint8tensor, index, bits):
    byte, shift = divmod(index * bits, 8)
    return int(uint8tensor[byte]) >> shift
