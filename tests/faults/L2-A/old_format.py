"""An old tool saved the notebook in format 3. Full marks."""

import nbformat

LOSES = []
NOTE = "in an old format"


def submission(notebook):
    return nbformat.writes(nbformat.convert(nbformat.reads(notebook.decode(), 4), 3), version=3).encode()
