"""How far a student is: each lesson's visible tests, run as Validate runs them, in a kernel of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.preprocessors import Execute
from nbgrader.utils import compute_checksum, determine_grade, setenv
from rich import box
from rich.markup import escape
from rich.table import Table
from traitlets.config import Config

from linquant_course.answers import grade_id, is_autograded_test, is_solution, is_written_answer
from linquant_course.course import CourseError, read_notebook
from linquant_course.hidden import is_hidden_in_release

SECONDS_PER_CELL = 120
# Otherwise each kernel warns on the terminal.
QUIET = Config(KernelManager={"transport_encryption": "auto"})
DAMAGED = "the file is damaged or no notebook"


class State(StrEnum):
    """How far a lesson is."""

    NOT_STARTED = "not started"
    IN_PROGRESS = "in progress"
    PASSES = "all visible tests pass"
    UNKNOWN = "cannot be run"


STYLES = {State.NOT_STARTED: "dim", State.IN_PROGRESS: "yellow", State.PASSES: "green", State.UNKNOWN: "red"}


@dataclass(frozen=True)
class Progress:
    """How far a student is with a lesson.

    Attributes:
        lesson: The lesson's id.
        state: Its state.
        passed: How many visible tests pass.
        tests: How many visible tests there are.
        points: What the visible tests gave.
        out_of: What they can give.
        remark: What the student should know; often empty.
    """

    lesson: str
    state: State
    passed: int = 0
    tests: int = 0
    points: float = 0
    out_of: float = 0
    remark: str = ""


def lessons_in(folder: Path) -> list[Path]:
    """Return the notebooks <lesson>/<lesson>.ipynb in a folder, which may be a lesson's own.

    Raises:
        CourseError: There is none.
    """
    found = [path for path in folder.glob("*/*.ipynb") if path.stem == path.parent.name]
    own = folder.resolve() / f"{folder.resolve().name}.ipynb"
    if found or own.is_file():
        return sorted(found) or [own]
    raise CourseError(f"no lesson, such as L1-A/L1-A.ipynb, in {folder}: name another folder, or run linquant start")


def look_at(path: Path) -> Progress:
    """Run a student's notebook, without changing it, and return what its visible tests say.

    A lesson in which nothing was answered is not run.
    """
    lesson = path.stem
    try:
        notebook = _read(path)
        tests = _visible_tests(notebook)
        points = sum(float(cell.metadata.nbgrader.points) for cell in tests.values())
        if not any(map(_is_answered, notebook.cells)):
            return Progress(lesson, State.NOT_STARTED, tests=len(tests), out_of=points)
        edited = [name for name, cell in tests.items() if _is_changed(cell)]
        _run(notebook, path.parent)
        scores = {name: determine_grade(cell) for name, cell in tests.items() if name not in edited}
    # Whatever is wrong with one notebook must not hide how far the others are.
    except Exception as error:
        return Progress(lesson, State.UNKNOWN, remark=_reason(error))
    passed = sum(score == most for score, most in scores.values())
    state = State.PASSES if passed == len(tests) else State.IN_PROGRESS
    remark = f"these tests were changed and do not count: {', '.join(edited)}" if edited else ""
    return Progress(lesson, state, passed, len(tests), sum(score for score, _ in scores.values()), points, remark)


def _read(path: Path) -> NotebookNode:
    try:
        notebook = read_notebook(path)
    except OSError:
        raise
    # nbformat raises whatever it stumbles over.
    except Exception as error:
        raise CourseError(DAMAGED) from error
    if not isinstance(notebook.get("cells"), list):
        raise CourseError(DAMAGED)
    return notebook


def _visible_tests(notebook: NotebookNode) -> dict[str, NotebookNode]:
    return {
        grade_id(cell): cell
        for cell in notebook.cells
        if cell.cell_type == "code" and is_autograded_test(cell) and not is_hidden_in_release(cell.source)
    }


def _is_answered(cell: NotebookNode) -> bool:
    return (is_solution(cell) or is_written_answer(cell)) and _is_changed(cell)


def _is_changed(cell: NotebookNode) -> bool:
    """Tell whether a cell is another than the one that nbgrader released."""
    released: str = cell.metadata.nbgrader.get("checksum", "")
    return released != compute_checksum(cell)


def _run(notebook: NotebookNode, folder: Path) -> None:
    # The kernel of this environment: a notebook may name one that only the student's editor knows.
    execute = Execute(config=QUIET, timeout=SECONDS_PER_CELL, kernel_name="python3")
    with setenv(NBGRADER_VALIDATING="1", NBGRADER_EXECUTION="validate"):
        execute.preprocess(notebook, {"metadata": {"path": str(folder)}})


def _reason(error: Exception) -> str:
    if isinstance(error, CourseError):
        return str(error)
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__


def progress_table(lessons: Sequence[Progress]) -> Table:
    """Return a table with a row per lesson, and their sum."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("lesson", "visible tests", "points"):
        table.add_column(column, justify="left" if column == "lesson" else "right", no_wrap=True)
    table.add_column("")
    for one in lessons:
        counts = ("", "") if one.state is State.UNKNOWN else _counts(one)
        remark = f" ({escape(one.remark)})" if one.remark else ""
        table.add_row(escape(one.lesson), *counts, f"[{STYLES[one.state]}]{one.state}[/]{remark}")
    table.add_section()
    table.add_row("all", *_counts(_sum(lessons)))
    return table


def _sum(lessons: Sequence[Progress]) -> Progress:
    return Progress(
        "all",
        State.IN_PROGRESS,
        sum(one.passed for one in lessons),
        sum(one.tests for one in lessons),
        sum(one.points for one in lessons),
        sum(one.out_of for one in lessons),
    )


def _counts(one: Progress) -> tuple[str, str]:
    return f"{one.passed} of {one.tests}", f"{one.points:g} of {one.out_of:g}"
