"""A copy of the untouched notebook lies beside the right one. Full marks."""

LOSES = []
NOTE = "these files are not used: L2-A-Copy1.ipynb"


def submission(notebook):
    return {"L2-A.ipynb": notebook, "L2-A-Copy1.ipynb": b'{"cells": []}', ".ipynb_checkpoints/L2-A.ipynb": b"old"}
