"""The upload broke off in the middle. No marks."""

LOSES = ["test_*"]
NOTE = "is damaged or no notebook"


def submission(notebook):
    return notebook[: len(notebook) // 2]
