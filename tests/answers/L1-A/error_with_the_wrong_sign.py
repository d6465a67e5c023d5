"""Wrong: dequantized minus original."""

LOSES = ["test_rounding_error_*"]


def rounding_error(x, x_hat):
    return x_hat - x
