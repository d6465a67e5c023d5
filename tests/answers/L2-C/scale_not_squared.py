"""Wrong: s / 12."""

LOSES = ["test_expected_mse_*"]


def expected_mse(scale):
    return scale / 12
