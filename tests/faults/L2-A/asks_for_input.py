"""A cell of the student's asks for input. Full marks."""

from faulty import code, edited

LOSES = []


def submission(notebook):
    return edited(notebook, lambda cells: cells.insert(3, code("name = input('Your name? ')")))
