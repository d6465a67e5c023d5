"""The command line: linquant build, demo, grade and doctor."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from linquant_course import build as building
from linquant_course import demo as example
from linquant_course import doctor as checks
from linquant_course import grade as grading
from linquant_course.course import Course, CourseError, find_root

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
console = Console(highlight=False)
PROBLEM = 2

Lessons = Annotated[list[str] | None, typer.Argument(help="Lessons, such as L2-A; all of them if none is named.")]


def main() -> None:
    """Run the command line; a problem that a person can mend ends with its message and exit code 2."""
    try:
        app()
    except CourseError as problem:
        Console(stderr=True, highlight=False).print(f"[red]error:[/red] {problem}", soft_wrap=True)
        sys.exit(PROBLEM)


@app.command()
def build(lessons: Lessons = None, release_only: bool = False) -> None:
    """Generate course/release and solutions from source_notebooks."""
    course = _open()
    chosen = _chosen(course, lessons)
    with _progress() as progress:
        for lesson in progress.track(chosen, description="building"):
            building.build_release(course, lesson)
            if not release_only:
                building.build_solution(course, lesson)
    console.print(f"built {', '.join(chosen)}")


@app.command()
def demo() -> None:
    """Hand in the example class, if course/submitted is empty."""
    course = _open()
    written = example.hand_in_example_class(course)
    console.print(f"{written} notebooks handed in" if written else f"left alone: {course.submitted} is not empty")


@app.command()
def grade(lessons: Lessons = None, force: bool = False) -> None:
    """Autograde course/submitted, write course/feedback and course/grades.csv, print the scores.

    Submissions that have not changed since they were graded are skipped; --force grades them again.
    Exit codes: 0 all graded, 1 some submission could not be graded, 2 nothing could be done.
    """
    course = _open()
    chosen = _chosen(course, lessons)
    submissions = [(student, lesson) for student, lesson in course.submissions() if lesson in chosen]
    todo = [pair for pair in submissions if force or not grading.is_graded(course, *pair)]
    failures = []
    with _progress(hidden=not todo) as progress:
        task = progress.add_task("grading", total=len(todo))
        for student, lesson in todo:
            progress.update(task, description=f"grading {student} {lesson}")
            if failure := grading.grade(course, student, lesson):
                failures.append(failure)
            progress.advance(task)
    grades = course.root / "course" / "grades.csv"
    grading.export_grades(course, grades)
    table = grading.score_table(course)
    # A table that is cut off is no use in a log; in a narrow terminal its lines wrap.
    wide_enough = max(console.width, console.measure(table, options=console.options.update(max_width=10_000)).maximum)
    Console(highlight=False, width=wide_enough).print(table)
    console.print(
        f"{len(todo) - len(failures)} graded, {len(submissions) - len(todo)} unchanged; grades in {grades}",
        soft_wrap=True,
    )
    for failure in failures:
        console.print(f"[red]not graded:[/red] {failure.student} {failure.lesson}: {failure.reason}", soft_wrap=True)
    raise typer.Exit(1 if failures else 0)


@app.command()
def doctor() -> None:
    """Say what this machine lacks for the course. Exit code 1 if it lacks something."""
    missing = 0
    for fine, subject, remedy in checks.findings(_open()):
        missing += not fine
        line = f"[green]ok[/green]      {subject}" if fine else f"[red]missing[/red] {subject}: {remedy}"
        console.print(line, soft_wrap=True)
    raise typer.Exit(1 if missing else 0)


def _open() -> Course:
    return Course(find_root(Path.cwd()))


def _chosen(course: Course, lessons: list[str] | None) -> list[str]:
    known = course.lessons()
    if unknown := sorted(set(lessons or []) - set(known)):
        raise CourseError(f"no lesson {', '.join(unknown)}; there are {', '.join(known)}")
    return [lesson for lesson in known if not lessons or lesson in lessons]


def _progress(hidden: bool = False) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console, disable=hidden)
