"""A slip of the keyboard turned a solution cell into markdown. Full marks."""

from faulty import at, edited

LOSES = []
NOTE = "were turned back: view_for_broadcast"


def submission(notebook):
    return edited(notebook, lambda cells: cells[at(cells, "view_for_broadcast")].update(cell_type="markdown"))
