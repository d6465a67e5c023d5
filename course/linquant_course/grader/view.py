"""What a feedback page shows, taken from a notebook with grades: points per exercise, then cell after cell."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_solution, is_task

from linquant_course.answers import grade_id
from linquant_course.grader.intake import NOTES
from linquant_course.grader.marks import NO_RESPONSE
from linquant_course.grader.shown import Shown, Text, shown

LANGUAGE = re.compile(r"[a-z]{2,3}([-_][A-Za-z0-9]{2,8})*")
TITLE = re.compile(r"\A\s*# +(.+)")
DOCSTRING = re.compile(r'\s*"""(.+?)"""', re.DOTALL)
COMMENT = re.compile(r"\s*# *(.+)")


@dataclass(frozen=True)
class Points:
    """What was given for something.

    Attributes:
        score: The points given.
        worth: The points it can earn.
        waiting: A person has still to read the answer.
    """

    score: float
    worth: float
    waiting: bool = False

    @property
    def verdict(self) -> str:
        """Return "waiting", "passed", "partly" or "failed"."""
        if self.waiting:
            return "waiting"
        if self.score >= self.worth:
            return "passed"
        return "partly" if self.score > 0 else "failed"


@dataclass(frozen=True)
class Cell:
    """A cell of the page.

    Attributes:
        kind: "note" (from the grader), "answer", "test", "code" or "text".
        code: Whether the source is Python rather than markdown.
        source: The source text.
        name: The grade_id, or an empty string.
        points: What it earned, if anything is given for it.
        remark: What a person or nbgrader says about an answer.
        outputs: What it printed, showed and raised.
    """

    kind: str
    code: bool
    source: str
    name: str
    points: Points | None
    remark: str
    outputs: Sequence[Shown]

    @property
    def label(self) -> str:
        """Return what a test says that it checks, or its name."""
        said = DOCSTRING.match(self.source) or COMMENT.match(self.source)
        return " ".join(said[1].split()) if said else self.name

    @property
    def is_only_a_comment(self) -> bool:
        """Tell whether there is no code to be shown, as in a hidden test."""
        return all(line.startswith("#") for line in self.source.splitlines() if line.strip())

    @property
    def told(self) -> str:
        """Return what the grader says of a hidden test that failed, which is all that is said of it."""
        texts = [one.text.strip() for one in self.outputs if isinstance(one, Text)]
        return texts[0] if texts and self.is_only_a_comment else ""

    @property
    def unanswered(self) -> bool:
        """Tell whether an answer is as it was released."""
        return self.remark == NO_RESPONSE

    @property
    def comment(self) -> str:
        """Return what a person says about an answer."""
        return "" if self.unanswered else self.remark


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


def view_of(notebook: NotebookNode, about: dict[str, Any]) -> View:
    """Return the page of a notebook whose cells hold their grades.

    Args:
        notebook: The graded notebook.
        about: What nbgrader's converter keeps in resources["nbgrader"].
    """
    cells = [_cell(cell) for cell in notebook.cells]
    titles = (TITLE.match(cell.source) for cell in notebook.cells if _is_lesson_text(cell))
    title = next((found[1] for found in titles if found), about["assignment"])
    language = str(notebook.metadata.get("linquant", {}).get("language", "en"))
    return View(
        language=language.replace("_", "-") if LANGUAGE.fullmatch(language) else "en",
        title=title,
        lesson=about["assignment"],
        student=about["student"],
        points=Points(about["score"], about["max_score"]),
        late_penalty=about["late_penalty"],
        exercises=_exercises(cells),
        cells=cells,
    )


def _is_lesson_text(cell: NotebookNode) -> bool:
    return cell.cell_type == "markdown" and bool(cell.metadata.get("nbgrader", {}).get("locked"))


def _cell(cell: NotebookNode) -> Cell:
    about = cell.metadata.get("nbgrader", {})
    graded = is_grade(cell) or is_task(cell)
    points = Points(float(about["score"]), float(about["points"]), about.get("waiting", False)) if graded else None
    code = cell.cell_type == "code"
    # The title is already on top of the page.
    source = TITLE.sub("", cell.source, count=1) if _is_lesson_text(cell) else cell.source
    return Cell(_kind(cell), code, source, grade_id(cell), points, about.get("comment") or "", _outputs(cell))


def _kind(cell: NotebookNode) -> str:
    if cell.get("id") == NOTES:
        return "note"
    if is_solution(cell) or is_task(cell):
        return "answer"
    if is_grade(cell):
        return "test"
    return "code" if cell.cell_type == "code" else "text"


def _outputs(cell: NotebookNode) -> list[Shown]:
    # The last value of a test is its partial credit, which the page tells as points.
    test = is_grade(cell) and not is_solution(cell)
    outputs = [one for one in cell.get("outputs", []) if not (test and one.output_type == "execute_result")]
    return list(shown(outputs))


def _exercises(cells: Sequence[Cell]) -> list[Exercise]:
    exercises: list[Exercise] = []
    for cell in cells:
        if cell.kind == "answer" or (cell.kind == "test" and not exercises):
            exercises.append(Exercise(cell.name, cell.code))
        if cell.kind in ("answer", "test"):
            exercises[-1].cells.append(cell)
    return exercises
