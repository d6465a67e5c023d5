"""The solution cell was deleted and the function written into a new one. Full marks."""

from faulty import at, code, edited

LOSES = []
NOTE = "found by the name of their function or class: view_for_broadcast"


def submission(notebook):
    def move(cells):
        place = at(cells, "view_for_broadcast")
        cells[place] = code(cells[place]["source"])

    return edited(notebook, move)
