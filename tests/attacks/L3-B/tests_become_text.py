"""Turns the tests into markdown and raw cells, which cannot fail."""

from attack_set import tests_of

DESERVES: list[str] = []


def submission(notebook):
    for index, cell in enumerate(tests_of(notebook)):
        cell["cell_type"] = "raw" if index % 2 else "markdown"
        cell["metadata"]["nbgrader"]["cell_type"] = cell["cell_type"]
        cell.pop("outputs")
        cell.pop("execution_count")
    return notebook
