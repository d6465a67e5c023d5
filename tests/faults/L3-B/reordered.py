"""The cells were dragged around: the notebook stands upside down. Full marks."""

from faulty import edited

LOSES = []


def submission(notebook):
    return edited(notebook, lambda cells: cells.reverse())
