"""Unlocks the tests, empties them, raises their points and moves their names to solution cells."""

from attack_set import tests_of

DESERVES: list[str] = []


def submission(notebook):
    for number, cell in enumerate(tests_of(notebook)):
        cell["source"] = "1000"
        about = cell["metadata"]["nbgrader"]
        about |= {
            "locked": False,
            "points": 1e9,
            "solution": bool(number % 2),
            "checksum": "0" * 32,
            "schema_version": 99,
        }
    return notebook
