"""What a feedback page shows, taken from a notebook with grades: points per exercise, then cell after cell."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from nbformat import NotebookNode

from linquant_course.grader.view_cells import Cell, Points, cell_of, title_of

LANGUAGE = re.compile(r"[a-z]{2,3}([-_][A-Za-z0-9]{2,8})*")


@dataclass
class Exercise:
    """A row of the table: an answer and the tests that follow it.

    Attributes:
        name: The grade_id of the answer, which is the name of the function or class.
        code: Whether the answer is Python.
        cells: The answer and the tests.
    """

    name: str
    code: bool
    cells: list[Cell] = field(default_factory=list)

    @property
    def tests(self) -> list[Cell]:
        """Return the tests."""
        return [cell for cell in self.cells if cell.kind == "test"]

    @property
    def lost(self) -> list[Cell]:
        """Return the tests that did not earn all of their points."""
        return [cell for cell in self.tests if cell.points and cell.points.verdict != "passed"]

    @property
    def points(self) -> Points:
        """Return the sum of what was given for the answer and its tests."""
        given = [cell.points for cell in self.cells if cell.points]
        waiting = any(points.waiting for points in given)
        return Points(sum(points.score for points in given), sum(points.worth for points in given), waiting)

    @property
    def comment(self) -> bool:
        """Tell whether there is a comment on the answer."""
        return any(cell.comment for cell in self.cells)

    @property
    def unanswered(self) -> bool:
        """Tell whether the answer is as it was released."""
        return self.cells[0].unanswered

    def behaviour(self, test: Cell) -> str:
        """Return what a test is called beside the function's name: test_scale_zeros of scale is "zeros"."""
        return test.name.removeprefix(f"test_{self.name}_").replace("_", " ")


@dataclass(frozen=True)
class View:
    """A feedback page.

    Attributes:
        language: The language tag of the lesson.
        title: The lesson's title.
        lesson: The lesson's id.
        student: The student's id.
        points: The sum, after the late penalty.
        late_penalty: Points lost by handing in late.
        exercises: The rows of the table.
        cells: The notebook.
    """

    language: str
    title: str
    lesson: str
    student: str
    points: Points
    late_penalty: float
    exercises: list[Exercise]
    cells: list[Cell]

    @property
    def unread(self) -> float:
        """Return how many points wait for a person to read an answer."""
        return sum(cell.points.worth for cell in self.cells if cell.points and cell.points.waiting)


def language_of(notebook: NotebookNode) -> str:
    """Return the language of a graded notebook's texts, such as zh_CN; en where it says nothing that makes sense."""
    language = str(notebook.metadata.get("linquant", {}).get("language", "en"))
    return language if LANGUAGE.fullmatch(language) else "en"


def view_of(notebook: NotebookNode, about: dict[str, Any]) -> View:
    """Return the page of a notebook whose cells hold their grades.

    Args:
        notebook: The graded notebook.
        about: What nbgrader's converter keeps in resources["nbgrader"].
    """
    cells = [cell_of(cell) for cell in notebook.cells]
    return View(
        language=language_of(notebook).replace("_", "-"),
        title=next(filter(None, map(title_of, notebook.cells)), about["assignment"]),
        lesson=about["assignment"],
        student=about["student"],
        points=Points(about["score"], about["max_score"]),
        late_penalty=about["late_penalty"],
        exercises=_exercises(cells),
        cells=cells,
    )


def _exercises(cells: Sequence[Cell]) -> list[Exercise]:
    exercises: list[Exercise] = []
    for cell in cells:
        if cell.kind == "answer" or (cell.kind == "test" and not exercises):
            exercises.append(Exercise(cell.name, cell.code))
        if cell.kind in ("answer", "test"):
            exercises[-1].cells.append(cell)
    return exercises
