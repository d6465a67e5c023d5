"""A tool dropped the metadata and kept the ids. Full marks."""

from faulty import edited

LOSES = []
NOTE = "recognised by id or text"


def submission(notebook):
    def strip(cells):
        for cell in cells:
            del cell["metadata"]

    return edited(notebook, strip)
