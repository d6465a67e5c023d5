"""Wrong: the scales are not counted."""

import math

LOSES = ["test_storage_bytes_*"]


def storage_bytes(shape, bits, group_size):
    return math.prod(shape) * bits // 8
