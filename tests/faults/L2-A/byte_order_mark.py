"""An editor on Windows put a byte-order mark in front. Full marks."""

LOSES = []
NOTE = "with a byte-order mark"


def submission(notebook):
    return b"\xef\xbb\xbf" + notebook
