"""Wrong: a loop that never ends."""

LOSES = ["test_expected_mse_*"]


def expected_mse(scale):
    while True:
        pass
