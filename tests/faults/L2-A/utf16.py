"""An editor saved the notebook in UTF-16. Full marks."""

LOSES = []
NOTE = "not saved as plain UTF-8 text but as UTF-16"


def submission(notebook):
    return notebook.decode().encode("utf-16")
