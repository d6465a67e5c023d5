"""A test cell was deleted. Full marks."""

from faulty import at, edited

LOSES = []
NOTE = "were put back: test_get_q_scales_zeros"


def submission(notebook):
    return edited(notebook, lambda cells: cells.pop(at(cells, "test_get_q_scales_zeros")))
