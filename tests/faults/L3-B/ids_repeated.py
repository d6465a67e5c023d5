"""A merge gave all cells the same id. Full marks."""

from faulty import edited

LOSES = []


def submission(notebook):
    return edited(notebook, lambda cells: [cell.update(id="same") for cell in cells])
