"""Wrong: uint8 compared with 2^bits, which is 0 at 8 bits, so that every 8-bit code is refused."""

LOSES = ["test_check_codes_all_that_fit", "test_pack_weights_every_width", "test_pack_weights_padding"]


def check_codes(uint8tensor, bits):
    wrong = uint8tensor[uint8tensor >= 2**bits]
    if len(wrong) > 0:
        raise ValueError(f"code {wrong[0].item()} does not fit into {bits} bits")
