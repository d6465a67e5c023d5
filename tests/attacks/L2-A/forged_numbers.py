"""Answers with numbers that are huge, negative zero, infinite, or written in ways that take long to read."""

DESERVES: list[str] = []
LAST = """
import itertools

from linquant_course.grader.worker import Worker

forged = itertools.cycle(
    [
        {"t": "int", "v": "f" * 9_000},
        {"t": "int", "v": "-0x" + "f" * 9_000},
        {"t": "int", "v": "not a number"},
        {"t": "complex", "v": [float("nan"), float("inf")]},
        {"t": "complex", "v": "12"},
        {"t": "range", "v": [0, 2**52, 1]},
        {"t": "slice", "v": [1, 2, 3, 4]},
        {"t": "size", "v": [2**47, 2**47]},
        {"t": "set", "v": [{"t": "int", "v": hex(n * (2**61 - 1))} for n in range(30_000)]},
        float("inf"),
        10**400,
        -0.0,
    ]
)
Worker._answer = lambda self, operation, message, blobs: ({"ok": next(forged), "outputs": []}, [])
"""
