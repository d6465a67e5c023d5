"""Wrong: unpack_signed does not hand the length on."""

import torch

from linquant_ref.unpack import unpack_weights

LOSES = ["test_unpack_signed_example", "test_unpack_signed_length"]


def unpack_signed(uint8tensor, bits, length=None):
    return (unpack_weights(uint8tensor, bits).int() - 2 ** (bits - 1)).to(torch.int8)
