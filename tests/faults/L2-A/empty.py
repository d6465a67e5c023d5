"""The upload failed: the file has no bytes. No marks."""

LOSES = ["test_*"]
NOTE = "The notebook is empty"


def submission(notebook):
    return b""
