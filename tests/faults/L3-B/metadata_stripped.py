"""A tool that cleans notebooks took all metadata and ids away. Full marks."""

from faulty import edited

LOSES = []
NOTE = "found by the name of their function"


def submission(notebook):
    def strip(cells):
        for cell in cells:
            cell["metadata"] = {}
            del cell["id"]

    return edited(notebook, strip)
