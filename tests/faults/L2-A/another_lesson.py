"""The notebook of another lesson was handed in. No marks."""

from faulty import ROOT

LOSES = ["test_*"]
NOTE = "none of this lesson's exercises"


def submission(notebook):
    return (ROOT / "course" / "release" / "L3-B" / "L3-B.ipynb").read_bytes()
