"""A first draft stands above the answer, in a copy of its cell. The last one counts: full marks."""

from faulty import at, edited

LOSES = []
NOTE = "the last one with an answer is graded: get_q_scales"


def submission(notebook):
    def put_draft_first(cells):
        answer = at(cells, "get_q_scales")
        cells.insert(answer, cells[answer] | {"source": "def get_q_scales(r_tensor, dim, dtype=torch.int8):\n    pass"})

    return edited(notebook, put_draft_first)
