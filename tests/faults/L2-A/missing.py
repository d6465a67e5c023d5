"""Everything but the notebook was handed in. No marks."""

LOSES = ["test_*"]
NOTE = "No notebook that can be read was handed in"


def submission(notebook):
    return {"notes.txt": b"It works on my machine."}
