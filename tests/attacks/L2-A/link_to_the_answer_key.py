"""Hands in a symbolic link to the answer key instead of a notebook."""

DESERVES: list[str] = []


def submission(notebook):
    return {"L2-A.ipynb": {"link": "../../../../source_notebooks/L2-A/L2-A.ipynb"}}
