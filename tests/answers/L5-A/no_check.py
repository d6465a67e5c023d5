"""Wrong: codes that do not fit run into their neighbours."""

LOSES = [
    "test_check_codes_example",
    "test_check_codes_first_wrong",
    "test_pack_with_loop_padding",
    "test_pack_weights_out_of_range",
]


def check_codes(uint8tensor, bits):
    return None
