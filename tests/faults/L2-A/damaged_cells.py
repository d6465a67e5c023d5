"""A tool wrote a number, a list and nothing where cells belong. Full marks."""

from faulty import edited

LOSES = []
NOTE = "Some cells are damaged"


def submission(notebook):
    return edited(notebook, lambda cells: cells.extend([7, [], None, {"cell_type": "code", "source": {"a": 1}}]))
