"""Wrong: the scale is counted once per weight, and a second time as float32 where scale_bits is not given."""

LOSES = ["test_bits_per_weight_example", "test_bits_per_weight_other_formats"]


def bits_per_weight(bits, group_size, scale_bits=32):
    return bits + scale_bits
