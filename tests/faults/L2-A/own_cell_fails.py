"""A cell of the student's raises, another does not parse. Full marks."""

from faulty import code, edited

LOSES = []


def submission(notebook):
    return edited(notebook, lambda cells: cells.extend([code("1 / 0"), code("def f(:")]))
