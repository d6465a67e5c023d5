"""What earns points in a lesson, exercise by exercise, in the words of its source notebook."""

import ast
from contextlib import suppress
from dataclasses import dataclass, field

from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_task

from linquant_course.answers import grade_id, is_autograded_test
from linquant_course.course import heading_of
from linquant_course.grader.gradebook import Released
from linquant_course.hidden import hidden_sentence, is_hidden_test


@dataclass(frozen=True)
class Item:
    """A cell that earns points.

    Attributes:
        name: Its grade_id.
        kind: "visible" or "hidden" for a test, "by hand" for an answer that a person grades.
        points: What it is worth.
        says: What it checks, in the lesson's own words.
    """

    name: str
    kind: str
    points: float
    says: str


@dataclass(frozen=True)
class Exercise:
    """A part of the lesson under one heading, and what earns points in it."""

    title: str
    items: list[Item] = field(default_factory=list)


def read_exercises(source: NotebookNode, released: Released) -> tuple[str, list[Exercise]]:
    """Return a source notebook's title and its exercises: what earns points under each heading of the second level."""
    title, exercises = next(filter(None, map(heading_of, source.cells)), ""), [Exercise("")]
    for cell in source.cells:
        for line in cell.source.splitlines() if cell.cell_type == "markdown" else ():
            if line.startswith("## "):
                exercises.append(Exercise(line.removeprefix("## ").replace("`", "").strip()))
        if is_grade(cell) or is_task(cell):
            exercises[-1].items.append(_item(cell, released.points[grade_id(cell)]))
    return title, [exercise for exercise in exercises if exercise.items]


def _item(cell: NotebookNode, points: float) -> Item:
    if not is_autograded_test(cell):
        return Item(grade_id(cell), "by hand", points, "An answer in words.")
    if is_hidden_test(cell.source):
        return Item(grade_id(cell), "hidden", points, hidden_sentence(cell.source))
    says = ""
    with suppress(SyntaxError):
        says = ast.get_docstring(ast.parse(cell.source)) or ""
    return Item(grade_id(cell), "visible", points, says)
