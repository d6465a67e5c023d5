"""Hands in outputs that say that every test was passed with partial credit."""

from attack_set import tests_of

DESERVES: list[str] = []


def submission(notebook):
    for cell in tests_of(notebook):
        credit = {"output_type": "execute_result", "metadata": {}, "execution_count": 1, "data": {"text/plain": "2.0"}}
        cell |= {"outputs": [credit], "execution_count": 7, "source": "2.0"}
        cell["metadata"]["nbgrader"]["score"] = 2.0
    return notebook
