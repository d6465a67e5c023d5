"""The student played with the assignment toolbar. Full marks, and no more."""

LOSES = []
NOTE = "Points or protection of these cells differ"


def submission(notebook):
    return notebook.replace(b'"points": 1', b'"points": 100').replace(b'"locked": true', b'"locked": false')
