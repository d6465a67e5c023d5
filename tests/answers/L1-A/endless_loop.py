"""Wrong: a loop that never ends."""

LOSES = ["test_rounding_error_*"]


def rounding_error(x, x_hat):
    while True:
        pass
