"""The function stands in a new cell below the untouched one. Full marks."""

from faulty import at, code, edited

LOSES = []


def submission(notebook):
    def move(cells):
        place = at(cells, "view_for_broadcast")
        answer = cells[place]["source"]
        cells[place]["source"] = "def view_for_broadcast(scale, r_tensor, dim):\n    raise NotImplementedError()"
        cells.insert(place + 1, code(answer))

    return edited(notebook, move)
