"""Two saves ran into each other, and the end of the longer one was left. Full marks."""

LOSES = []
NOTE = "behind the end of the notebook"


def submission(notebook):
    return notebook + notebook[-100:]
