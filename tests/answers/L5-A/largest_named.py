"""Wrong: the message names the largest code instead of the first one that does not fit."""

LOSES = ["test_check_codes_first_wrong"]


def check_codes(uint8tensor, bits):
    if uint8tensor.numel() and uint8tensor.max() > 2**bits - 1:
        raise ValueError(f"code {uint8tensor.max().item()} does not fit into {bits} bits")
