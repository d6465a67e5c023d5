"""Wrong: drops the sign."""

LOSES = ["test_rounding_error_*"]


def rounding_error(x, x_hat):
    return (x - x_hat).abs()
