"""Fills memory from several processes at once."""

DESERVES: list[str] = []
UNSAFE_FOR_STOCK = True
LAST = """
import os

for _ in range(6):
    if os.fork() == 0:
        break
blocks = []
while True:
    try:
        blocks.append(b"x" * 2**28)
    except MemoryError:
        pass
"""
