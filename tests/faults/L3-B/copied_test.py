"""A test cell was copied, with its metadata, to look at it again. Full marks."""

from faulty import at, edited

LOSES = []
NOTE = "each counts once: test_get_q_scales_example"


def submission(notebook):
    return edited(notebook, lambda cells: cells.append(dict(cells[at(cells, "test_get_q_scales_example")])))
