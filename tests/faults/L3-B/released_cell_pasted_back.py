"""The untouched solution cell was pasted back below the answer. Full marks."""

from faulty import at, edited

LOSES = []
NOTE = "the last one with an answer is graded: get_q_scales"


def submission(notebook):
    def paste(cells):
        blank = "def get_q_scales(r_tensor, dim, dtype=torch.int8):\n"
        doc = cells[at(cells, "get_q_scales")]["source"][1]
        stub = '    raise NotImplementedError("not attempted yet: put your code in place of this line")'
        source = [blank, doc, "    # YOUR CODE HERE\n", stub]
        cells.append(cells[at(cells, "get_q_scales")] | {"source": source})

    return edited(notebook, paste)
