"""Wrong: 2^bits itself is taken for a code."""

LOSES = ["test_check_codes_first_wrong", "test_pack_weights_out_of_range"]


def check_codes(uint8tensor, bits):
    wrong = uint8tensor[uint8tensor.int() > 2**bits]
    if len(wrong) > 0:
        raise ValueError(f"code {wrong[0].item()} does not fit into {bits} bits")
