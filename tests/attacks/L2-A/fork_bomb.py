"""Starts processes without end."""

DESERVES: list[str] = []
UNSAFE_FOR_STOCK = True
LAST = """
import os

while True:
    try:
        os.fork()
    except OSError:
        pass
"""
