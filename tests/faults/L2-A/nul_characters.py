"""A broken disk left NUL characters in the file. Full marks."""

LOSES = []
NOTE = "NUL characters"


def submission(notebook):
    return notebook.replace(b"return", b"return\0\\u0000 ")
