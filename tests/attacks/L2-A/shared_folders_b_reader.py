"""Looks for the answers that a student who was graded before has left in some folder."""

DESERVES: list[str] = []
UNSAFE_FOR_STOCK = True
LAST = """
import glob
import os

for folder in ["/", *glob.glob("/*/"), *glob.glob("/*/*/")]:
    if os.path.exists(f"{folder}/linquant_attack_note"):
        print("found the answers in", folder)
        exec(open(f"{folder}/linquant_attack_note").read())
"""
