"""Wrong: subtracts from x itself."""

LOSES = ["test_rounding_error_keeps_its_input"]


def rounding_error(x, x_hat):
    x -= x_hat
    return x
