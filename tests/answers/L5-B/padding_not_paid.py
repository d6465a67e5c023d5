"""Wrong: the rows are counted as one stream, so that their padding is missing."""

import math

from linquant_ref.pack import packed_size

LOSES = ["test_storage_bytes_padding_and_rank"]


def storage_bytes(shape, bits, group_size):
    return packed_size(math.prod(shape), bits) + 2 * math.prod(shape) // group_size
