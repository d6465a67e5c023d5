"""Something wrote an endless list. No marks."""

LOSES = ["test_*"]
NOTE = "is damaged or no notebook"


def submission(notebook):
    return b'{"cells": ' + 100_000 * b"["
