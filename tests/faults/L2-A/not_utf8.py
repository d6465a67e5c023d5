"""An editor saved the notebook in Latin-1, with an accent in a comment. Full marks."""

LOSES = []
NOTE = "bytes that are no UTF-8 text"


def submission(notebook):
    return notebook.replace(b"def every_code", b"# \xe9crit la nuit\\ndef every_code", 1)
