"""The setup cell was deleted. Full marks."""

from faulty import at, edited

LOSES = []
NOTE = "were put back: setup"


def submission(notebook):
    return edited(notebook, lambda cells: cells.pop(at(cells, "setup")))
