"""What a row of the table of known, intended differences is: text, and a function that shows an example."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from libraries import quiet

PRIMITIVES = "torchao.quantization.quant_primitives"
OBSERVERS = "torch.ao.quantization:MinMaxObserver"
RUNTIME = "onnxruntime"


@dataclass(frozen=True)
class Shown:
    """One example: the input in words, and what both make of it."""

    given: str
    ours: object
    theirs: object
    more: str = ""

    def __str__(self) -> str:
        return f"{self.given}: {text(self.ours)} against {text(self.theirs)}{self.more}"


@dataclass(frozen=True)
class Difference:
    """A row of the table.

    Attributes:
        definition: What it is about.
        ours: What the reference does.
        theirs: Who does something else, and what.
        needs: Modules and attributes without which the example cannot be shown.
        show: Calls both.
    """

    definition: str
    ours: str
    theirs: str
    needs: tuple[str, ...]
    show: Callable[[], Shown]

    def __str__(self) -> str:
        return self.definition


DIFFERENCES: list[Difference] = []


def row(definition: str, ours: str, theirs: str, *needs: str) -> Callable[[Callable[[], Shown]], Callable[[], Shown]]:
    """Make a row of the table of a function that shows an example."""

    def add(show: Callable[[], Shown]) -> Callable[[], Shown]:
        DIFFERENCES.append(Difference(definition, ours, theirs, needs, show))
        return show

    return add


def text(value: object) -> str:
    """Return a short text of numbers, tensors and pairs of them."""
    if isinstance(value, torch.Tensor | np.ndarray | np.generic):
        return text(value.tolist())
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(text, value)) + "]"
    return str(value)


def error_of(call: Callable[[], object]) -> str:
    """Return the name of the exception that a call raises."""
    try:
        with quiet():
            call()
    except Exception as error:
        return type(error).__name__
    raise AssertionError("it raised nothing")
