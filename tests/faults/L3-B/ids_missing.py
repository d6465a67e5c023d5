"""An older Jupyter saved the notebook without cell ids. Full marks."""

from faulty import edited

LOSES = []


def submission(notebook):
    return edited(notebook, lambda cells: [cell.pop("id") for cell in cells])
