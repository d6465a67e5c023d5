"""Wrong: takes the largest value instead of the largest magnitude."""

LOSES = ["test_largest_magnitude_of_negatives"]


def largest_magnitude(x):
    return x.max()
