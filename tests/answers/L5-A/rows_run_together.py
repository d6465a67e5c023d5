"""Wrong: only 1-D: all rows are flattened into one stream."""

from linquant_ref.pack import pack_with_loop

LOSES = ["test_pack_weights_any_rank", "test_pack_weights_without_a_loop"]


def pack_weights(uint8tensor, bits):
    return pack_with_loop(uint8tensor.flatten(), bits)
