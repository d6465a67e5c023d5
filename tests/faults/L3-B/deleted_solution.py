"""A solution cell was deleted. Its own tests are lost."""

from faulty import at, edited

LOSES = ["test_get_q_scales_with_loop_*"]
NOTE = "put back without an answer: get_q_scales_with_loop"


def submission(notebook):
    return edited(notebook, lambda cells: cells.pop(at(cells, "get_q_scales_with_loop")))
