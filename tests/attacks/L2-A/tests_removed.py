"""Removes all tests."""

from attack_set import tests_of

DESERVES: list[str] = []


def submission(notebook):
    removed = [id(cell) for cell in tests_of(notebook)]
    notebook["cells"] = [cell for cell in notebook["cells"] if id(cell) not in removed]
    return notebook
