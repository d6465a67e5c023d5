"""The file with the time of submission makes no sense. Full marks."""

LOSES = []
NOTE = "timestamp.txt makes no sense"


def submission(notebook):
    return {"L2-A.ipynb": notebook, "timestamp.txt": b"99999-99-99 yesterday"}
