"""A cell of a feedback page: an answer, a test, or a piece of the lesson, with what was given for it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_solution, is_task

from linquant_course.answers import grade_id
from linquant_course.course import HEADING, heading_of
from linquant_course.grader.intake import NOTES
from linquant_course.grader.marks import NO_RESPONSE
from linquant_course.grader.shown import Shown, Text, shown
from linquant_course.hidden import hidden_sentence, is_hidden_in_release

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
    def hidden(self) -> str:
        """Return what a hidden test checks, or an empty string if this is none."""
        return hidden_sentence(self.source) if is_hidden_in_release(self.source) else ""

    @property
    def told(self) -> bool:
        """Tell whether this is a hidden test that failed, of which nothing is told but that."""
        return self.is_only_a_comment and any(isinstance(one, Text) and one.text.strip() for one in self.outputs)

    @property
    def unanswered(self) -> bool:
        """Tell whether an answer is as it was released."""
        return self.remark == NO_RESPONSE

    @property
    def comment(self) -> str:
        """Return what a person says about an answer."""
        return "" if self.unanswered else self.remark


def title_of(cell: NotebookNode) -> str:
    """Return the title that a locked text of the lesson begins with, or an empty string."""
    return heading_of(cell) if cell.metadata.get("nbgrader", {}).get("locked") else ""


def cell_of(cell: NotebookNode) -> Cell:
    """Return what the page shows of a cell of the graded notebook."""
    about = cell.metadata.get("nbgrader", {})
    graded = is_grade(cell) or is_task(cell)
    points = Points(float(about["score"]), float(about["points"]), about.get("waiting", False)) if graded else None
    code = cell.cell_type == "code"
    # The title is already on top of the page.
    source = HEADING.sub("", cell.source, count=1) if title_of(cell) else cell.source
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
