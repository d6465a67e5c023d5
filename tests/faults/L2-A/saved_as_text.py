"""The browser saved the notebook as a text file. Full marks."""

LOSES = []
NOTE = "was handed in as L2-A.ipynb.txt"


def submission(notebook):
    return {"L2-A.ipynb.txt": notebook}
