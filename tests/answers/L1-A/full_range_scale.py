"""Wrong: divides by 127.5, the full range's half, although the codes end at 127."""

LOSES = ["test_find_scale_*"]


def find_scale(largest, quant_max=127):
    return largest / (quant_max + 0.5)
