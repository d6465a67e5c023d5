"""Hands in every test twice more, once empty and once with the points of all."""

import copy

from attack_set import tests_of

DESERVES: list[str] = []


def submission(notebook):
    for cell in tests_of(notebook):
        for source, points in (("pass", 0), ("20", 20)):
            twin = copy.deepcopy(cell) | {"source": source, "id": f"{cell['id'][:40]}-{points}"}
            twin["metadata"]["nbgrader"] |= {"points": points, "locked": False}
            notebook["cells"].append(twin)
    return notebook
