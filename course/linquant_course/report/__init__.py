"""What a class did in a lesson, for the instructor: course/reports/<lesson>.html and <lesson>.csv."""

from collections.abc import Callable
from pathlib import Path

from linquant_course.course import Course, CourseError
from linquant_course.csvfile import BYTE_ORDER_MARK, as_csv, harmless
from linquant_course.grader.files import Tree
from linquant_course.pages import points
from linquant_course.report.messages import read_failures
from linquant_course.report.page import render
from linquant_course.report.results import Results, Work, read_results

__all__ = ["read_results", "write_report"]

COLUMNS = ["student", "name", "state", "submitted_utc", "late", "penalty", "score", "max_score"]


def write_report(course: Course, results: Results, advance: Callable[[], object] = lambda: None) -> tuple[Path, Path]:
    """Write a lesson's page and table, and return where they are.

    Args:
        course: The course.
        results: The lesson's results.
        advance: Called after each of the graded notebooks, which are read for what failing tests said.

    Raises:
        CourseError: The files cannot be written.
    """
    failures, unreadable = read_failures(course, results, advance)
    folder = course.root / "course" / "reports"
    shared = course.directory.groupshared
    files = {
        f"{results.lesson}.html": render(results, failures, unreadable).encode("utf-8", "replace"),
        f"{results.lesson}.csv": f"{BYTE_ORDER_MARK}{table(results)}".encode("utf-8", "replace"),
    }
    try:
        # Everybody's scores are nobody else's business.
        Tree(folder, 0o660 if shared else 0o600, shared).replace((), files)
    except OSError as error:
        raise CourseError(f"the report cannot be written to {folder}: {error}") from error
    return folder / f"{results.lesson}.html", folder / f"{results.lesson}.csv"


def table(results: Results) -> str:
    """Return the class as CSV: a row per student, a column per test; what is not graded is blank, not 0."""
    names = [item.name for item in results.items]
    most = points(sum(item.points for item in results.items))
    rows = [[*COLUMNS, *names, "notes"]]
    for work in results.works:
        earned = [_blank(work.points.get(name)) for name in names]
        rows.append([*_about(work), *_marks(work, most), *earned, harmless(" ".join(work.notes))])
    return as_csv(rows)


def _about(work: Work) -> list[str]:
    late = "" if work.submitted is None else "yes" if work.late else "no"
    submitted = f"{work.submitted:%Y-%m-%d %H:%M:%S}" if work.submitted else ""
    return [harmless(work.student), harmless(work.name), work.state, submitted, late]


def _marks(work: Work, most: str) -> list[str]:
    graded = work.state == "graded"
    return [points(work.penalty), points(work.score), most] if graded else ["", "", most]


def _blank(value: float | None) -> str:
    return "" if value is None else points(value)
