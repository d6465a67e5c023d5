"""Wrong: the codes are read as two's complement instead of shifted back."""

import torch

from linquant_ref.unpack import unpack_weights

LOSES = ["test_unpack_signed_*"]


def unpack_signed(uint8tensor, bits, length=None):
    codes = unpack_weights(uint8tensor, bits, length).int()
    return torch.where(codes >= 2 ** (bits - 1), codes - 2**bits, codes).to(torch.int8)
