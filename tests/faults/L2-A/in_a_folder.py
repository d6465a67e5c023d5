"""The folder was handed in instead of the file. Full marks."""

LOSES = []
NOTE = "was handed in as homework/L2-A.ipynb"


def submission(notebook):
    return {"homework/L2-A.ipynb": notebook}
