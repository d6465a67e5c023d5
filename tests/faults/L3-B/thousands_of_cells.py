"""A script added five thousand cells at the end. Full marks."""

from faulty import code, edited

LOSES = []
NOTE = "more than 1,000 cells"


def submission(notebook):
    return edited(notebook, lambda cells: cells.extend(code("pass") for _ in range(5_000)))
