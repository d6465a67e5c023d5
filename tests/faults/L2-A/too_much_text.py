"""A data set was pasted into a cell. Full marks."""

from faulty import code, edited

LOSES = []
NOTE = "more than 1,000,000 characters"


def submission(notebook):
    return edited(notebook, lambda cells: cells.append(code("data = '" + 2_000_000 * "0" + "'")))
