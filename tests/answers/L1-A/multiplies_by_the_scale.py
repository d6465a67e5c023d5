"""Wrong: multiplies where it should divide, and divides where it should multiply."""

LOSES = ["test_scale_values_example", "test_scale_values_matrix", "test_dequantize_*"]


def scale_values(x, scale):
    return x * scale


def dequantize(codes, scale):
    return codes.float() / scale
