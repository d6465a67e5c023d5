"""Wrong: takes half of the distance from the smallest to the largest value."""

LOSES = ["test_largest_magnitude_*"]


def largest_magnitude(x):
    return (x.max() - x.min()) / 2
