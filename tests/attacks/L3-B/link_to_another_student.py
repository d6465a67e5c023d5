"""Hands in a link to the honest student's folder, and the gradebook under the notebook's name."""

DESERVES: list[str] = []


def submission(notebook):
    return {
        "L3-B": {"link": "../../honest/L3-B"},
        "L3-B.ipynb": {"link": "../../honest/L3-B/L3-B.ipynb"},
        "timestamp.txt": {"link": "../../../gradebook.db"},
        "submission_secret.txt": {"link": "../../../../source_notebooks/L3-B/L3-B.ipynb"},
    }
