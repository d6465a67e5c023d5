"""Wrong: multiplies int8 codes without going to float first (bug 16)."""

LOSES = ["test_dequantize_does_not_wrap"]


def dequantize(codes, scale):
    return codes * scale
