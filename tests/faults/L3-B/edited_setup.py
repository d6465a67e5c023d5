"""The student replaced an import in the locked setup cell. Full marks."""

from faulty import at, edited

LOSES = []
NOTE = "differ from the lesson's; the lesson's own were used: setup"


def submission(notebook):
    return edited(notebook, lambda cells: cells[at(cells, "setup")].update(source="import numpy"))
