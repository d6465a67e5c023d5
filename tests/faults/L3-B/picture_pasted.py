"""A picture was pasted into a text cell. Full marks."""

from faulty import edited

LOSES = []
NOTE = "Pictures pasted"


def submission(notebook):
    picture = {"cell_type": "markdown", "metadata": {}, "source": "![p](attachment:p.png)"}
    picture["attachments"] = {"p.png": {"image/png": "iVBORw0KGgo="}}
    return edited(notebook, lambda cells: cells.append(picture))
