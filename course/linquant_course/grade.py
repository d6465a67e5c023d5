"""Autograde everything in course/submitted, write feedback and grades.csv, and show the class as a table."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import MissingEntry
from nbgrader.plugins import CsvExportPlugin
from rich.table import Table

from linquant_course.course import Course, notebook_path


@dataclass(frozen=True)
class Failure:
    """A submission that could not be graded, and the last line nbgrader had to say about it."""

    student: str
    lesson: str
    reason: str


def is_graded(course: Course, student: str, lesson: str) -> bool:
    """Tell whether the autograded notebook is newer than the submission and the lesson it is graded against."""
    graded = notebook_path(course.autograded / student, lesson)
    inputs = [*(course.submitted / student / lesson).rglob("*"), notebook_path(course.source, lesson)]
    return graded.is_file() and all(path.stat().st_mtime <= graded.stat().st_mtime for path in inputs)


def grade(
    course: Course, submissions: Iterable[tuple[str, str]], started: Callable[[str, str], None]
) -> tuple[list[Failure], int]:
    """Autograde the submissions and write their feedback pages.

    Args:
        course: The course; its lessons are in the gradebook.
        submissions: Pairs of student and lesson.
        started: Called with student and lesson before each is graded.

    Returns:
        The submissions that could not be graded, and how many were.
    """
    failures, graded = [], 0
    for student, lesson in submissions:
        started(student, lesson)
        for step in (course.api.autograde, course.api.generate_feedback):
            result = step(lesson, student)
            if not result["success"]:
                failures.append(Failure(student, lesson, _last_line(result)))
                break
        else:
            graded += 1
    return failures, graded


def _last_line(result: dict[str, str]) -> str:
    text = result.get("error", "") or result.get("log", "")
    return text.strip().splitlines()[-1] if text.strip() else "no reason was given"


def export_grades(course: Course, destination: Path) -> None:
    """Write nbgrader's CSV: one line per student and lesson."""
    plugin = CsvExportPlugin(config=course.config, to=str(destination))
    with course.api.gradebook as gradebook:
        plugin.export(gradebook)


def score_table(course: Course) -> Table:
    """Return the gradebook as a table: a row per student, a column per lesson.

    A dash is a lesson that was not submitted, a star one where an answer still has to be graded by hand.
    """
    table = Table(title="Scores", caption="- not submitted   * has an answer to grade by hand")
    table.add_column("student")
    with course.api.gradebook as gradebook:
        lessons = sorted(assignment.name for assignment in gradebook.assignments)
        for lesson in lessons:
            table.add_column(f"{lesson}\n/{gradebook.find_assignment(lesson).max_score:g}", justify="right")
        table.add_column("total", justify="right")
        for student in sorted(gradebook.students, key=lambda student: student.id):
            cells, total = [], 0.0
            for lesson in lessons:
                try:
                    submission = gradebook.find_submission(lesson, student.id)
                except MissingEntry:
                    cells.append("-")
                    continue
                cells.append(f"{submission.score:g}{'*' if submission.needs_manual_grade else ''}")
                total += submission.score
            table.add_row(student.id, *cells, f"{total:g}")
    return table
