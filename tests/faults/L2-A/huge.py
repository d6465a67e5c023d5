"""A forgotten print in a loop filled the saved notebook. No marks, but the student is told why."""

from faulty import code, edited

LOSES = ["test_*"]
NOTE = "no plain file of at most 20 MB"


def submission(notebook):
    return edited(notebook, lambda cells: cells.append(code("# " + 21_000_000 * "x")))
