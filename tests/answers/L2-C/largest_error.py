"""Wrong: the square of the largest error, (s / 2) ** 2, instead of the mean square."""

LOSES = ["test_expected_mse_*"]


def expected_mse(scale):
    return (scale / 2) ** 2
