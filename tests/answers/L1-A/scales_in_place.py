"""Wrong: divides x itself."""

LOSES = ["test_scale_values_keeps_its_input"]


def scale_values(x, scale):
    x /= scale
    return x
