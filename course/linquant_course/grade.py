"""Autograde everything in course/submitted, write feedback and grades.csv, and show the class as a table."""

import re
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import MissingEntry
from nbgrader.plugins import CsvExportPlugin
from rich import box
from rich.table import Table

from linquant_course.course import Course, notebook_path


@dataclass(frozen=True)
class Failure:
    """A submission that could not be graded, and what nbgrader had to say about it."""

    student: str
    lesson: str
    reason: str


def is_graded(course: Course, student: str, lesson: str) -> bool:
    """Tell whether the autograded notebook is newer than the submission and the lesson it is graded against."""
    graded = notebook_path(course.autograded / student, lesson)
    inputs = [*(course.submitted / student / lesson).rglob("*"), notebook_path(course.source, lesson)]
    return graded.is_file() and all(path.stat().st_mtime <= graded.stat().st_mtime for path in inputs)


def grade(course: Course, student: str, lesson: str) -> Failure | None:
    """Autograde one submission and write its feedback page; the lesson must be in the gradebook.

    Returns:
        Why it could not be graded, or None if it was.
    """
    for step in (course.api.autograde, course.api.generate_feedback):
        result = step(lesson, student)
        if not result["success"]:
            return Failure(student, lesson, _reason(result))
    return None


def _reason(result: dict[str, str]) -> str:
    # nbgrader logs a traceback, indented by four spaces, and then raises an error that only points to it.
    logged = re.findall(r"^ {4}(\S.*)$", result.get("log", ""), re.MULTILINE)
    return str((logged or result["error"].strip().splitlines())[-1])


def export_grades(course: Course, destination: Path) -> None:
    """Write nbgrader's CSV: one line per student and lesson."""
    plugin = CsvExportPlugin(config=course.config, to=str(destination))
    with course.api.gradebook as gradebook:
        plugin.export(gradebook)


def score_table(course: Course) -> Table:
    """Return the gradebook as a table: a row per student, a column per lesson.

    A dash is a lesson that was not submitted, an exclamation mark one that could not be graded, and a star one with an
    answer that still has to be graded by hand.
    """
    caption = "- not submitted, ! not graded, * an answer waits for grading by hand"
    # Narrow columns and no lines between them: fifteen lessons fit into 80 characters.
    table = Table(title="Scores", caption=caption, box=box.SIMPLE_HEAD, padding=0, pad_edge=False)
    table.add_column("student", no_wrap=True)
    with course.api.gradebook as gradebook:
        lessons = sorted(assignment.name for assignment in gradebook.assignments)
        for lesson in lessons:
            points = gradebook.find_assignment(lesson).max_score
            table.add_column("\n".join([*lesson.split("-"), f"/{points:g}"]), justify="right", no_wrap=True)
        table.add_column("total", justify="right", no_wrap=True)
        for student in sorted(gradebook.students, key=lambda student: student.id):
            cells, total = [], 0.0
            for lesson in lessons:
                try:
                    submission = gradebook.find_submission(lesson, student.id)
                except MissingEntry:
                    cells.append("-")
                    continue
                if not notebook_path(course.autograded / student.id, lesson).is_file():
                    cells.append("!")
                    continue
                cells.append(f"{submission.score:g}{'*' if submission.needs_manual_grade else ''}")
                total += submission.score
            table.add_row(student.id, *cells, f"{total:g}")
    return table
