"""A script wrote the cells as a dictionary. No marks."""

LOSES = ["test_*"]
NOTE = "no list of cells"


def submission(notebook):
    return b'{"cells": {"every_code": {}}, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
