"""Gives tests the names of other tests and of solution cells, so that an easy one counts for a hard one."""

from attack_set import tests_of

DESERVES: list[str] = []


def submission(notebook):
    tests = tests_of(notebook)
    names = [cell["metadata"]["nbgrader"]["grade_id"] for cell in tests]
    for cell, name in zip(tests, [*names[1:], "get_q_scales"], strict=True):
        cell["metadata"]["nbgrader"]["grade_id"] = name
        cell["source"] = "pass"
    return notebook
