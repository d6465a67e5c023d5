"""Prints and displays without end: one long line, many lines, many pictures, many errors."""

DESERVES: list[str] = []
LAST = """
from IPython.display import display

print("x" * 30_000_000)
for number in range(20_000):
    print(number)
for number in range(500):
    display({"image/png": "iVBORw0KGgo" + "A" * 100_000, "text/html": "<b>" * 1000}, raw=True)


def every_code(dtype=torch.int8):
    raise ValueError("x" * 30_000_000)


def linear_dequantization(*args):
    return "x" * 30_000_000
"""
