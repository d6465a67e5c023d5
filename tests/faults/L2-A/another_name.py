"""The browser numbered the download. Full marks."""

LOSES = []
NOTE = "was handed in as L2-A final (1).ipynb"


def submission(notebook):
    return {"L2-A final (1).ipynb": notebook}
