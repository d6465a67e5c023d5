"""What an instructor types to have submissions graded: linquant grade."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from linquant_course import export as exporting
from linquant_course.commands.common import Lessons, console, open_course, progress_bar
from linquant_course.course import Course, CourseError
from linquant_course.demo import is_example_class
from linquant_course.grade import score_table
from linquant_course.grader import engines
from linquant_course.grader.feedback import needs_feedback, write_feedback
from linquant_course.grader.late import renew_penalties
from linquant_course.grader.lesson import Lesson
from linquant_course.grader.limits import Limits
from linquant_course.grader.run import Report, Run, only_one
from linquant_course.grader.sandbox import missing
from linquant_course.grader.writer import Writer
from linquant_course.scores import Gradebook, read_scores
from linquant_course.terminal import print_table

INTERRUPTED = 130


class EngineName(StrEnum):
    """Where submissions run."""

    LOCAL = "local"
    DASK = "dask"


def grade(
    lessons: Lessons = None,
    force: Annotated[bool, typer.Option(help="Grade again what has not changed.")] = False,
    jobs: Annotated[int | None, typer.Option(min=1, help="Submissions at once; as many as processors.")] = None,
    engine: Annotated[EngineName, typer.Option(help="This machine, or a Dask cluster.")] = EngineName.LOCAL,
    scheduler: Annotated[str | None, typer.Option(help="The cluster's address, such as tcp://10.0.0.1:8786.")] = None,
    unsandboxed: Annotated[bool, typer.Option(help="Run submissions without a sandbox. Only for your own.")] = False,
    seconds: Annotated[
        float | None, typer.Option(min=0.1, help="Seconds for one of the student's cells, and for one test.")
    ] = None,
    figures: Annotated[bool, typer.Option(help="Draw what students plot.")] = True,
    feedback: Annotated[bool, typer.Option(help="Write feedback pages.")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result for machines.")] = False,
) -> None:
    """Grade course/submitted, write course/feedback and course/grades.csv, print the scores.

    Submissions that have not changed since they were graded are skipped. Ctrl-C keeps what is done.

    Exit codes: 0 all graded, 1 a submission could not be graded or recorded, 2 nothing could be done, 130 interrupted.
    """
    course = open_course()
    chosen = course.chosen(lessons)
    pairs = [pair for pair in course.submissions() if pair[1] in chosen]
    limits = Limits(figures=figures) if seconds is None else Limits(cell=seconds, test=seconds, figures=figures)
    where = _engine(course, engine, scheduler, jobs, unsandboxed, limits)
    with only_one(course):
        report = _grade(course, pairs, force, where, quiet=as_json)
        renew_penalties(course)
        if feedback and not report.interrupted:
            _write_feedback(course, pairs, report, jobs, quiet=as_json)
        grades = course.root / exporting.FILES[exporting.Format.NBGRADER]
        gradebook = read_scores(course)
        exporting.write(grades, exporting.nbgrader_csv(gradebook))
    if as_json:
        print(json.dumps(_as_json(report)))
    else:
        _show(gradebook, report, grades)
    raise typer.Exit(INTERRUPTED if report.interrupted else 1 if report.failures else 0)


def _engine(
    course: Course, name: EngineName, scheduler: str | None, jobs: int | None, unsandboxed: bool, limits: Limits
) -> Callable[[list[Lesson]], AbstractContextManager[engines.Engine]]:
    # An empty address would have Dask start a cluster of its own.
    if (name is EngineName.DASK) != bool(scheduler):
        raise CourseError("--engine dask and --scheduler URL belong together")
    if scheduler:
        return lambda lessons: engines.dask(scheduler, not unsandboxed, limits)
    reason = None if unsandboxed else missing()
    if reason and not is_example_class(course):
        raise CourseError(f"submissions cannot be isolated: {reason}; --unsandboxed grades them all the same")
    if reason:
        warning = f"[yellow]warning:[/yellow] no sandbox, {escape(reason)}; the example class is graded without one"
        Console(stderr=True, highlight=False).print(warning, soft_wrap=True)
    return lambda lessons: engines.local(lessons, jobs, not (unsandboxed or reason), limits)


def _grade(
    course: Course,
    pairs: list[tuple[str, str]],
    force: bool,
    where: Callable[[list[Lesson]], AbstractContextManager[engines.Engine]],
    quiet: bool,
) -> Report:
    lessons = {name: Lesson.read(course, name) for name in sorted({lesson for _, lesson in pairs})}
    with Writer(course) as writer:
        for lesson in lessons.values():
            writer.check(lesson)
        with progress_bar(hidden=quiet) as progress:
            task = progress.add_task("grading", total=len(pairs))
            run = Run(course, lessons, writer, lambda pair: progress.advance(task))
            todo = run.changed(pairs, force)
            progress.update(task, total=len(todo), visible=bool(todo))
            if todo:
                with where([lessons[name] for name in sorted({lesson for _, lesson in todo})]) as engine:
                    run.grade(todo, engine)
    return run.report


def _write_feedback(
    course: Course, pairs: list[tuple[str, str]], report: Report, jobs: int | None, quiet: bool
) -> None:
    todo = needs_feedback(course, pairs)
    with progress_bar(hidden=quiet or not todo) as progress:
        task = progress.add_task("feedback", total=len(todo))
        processes = jobs or engines.processors()
        report.failures += write_feedback(course, todo, processes, lambda: progress.advance(task))


def _as_json(report: Report) -> dict[str, object]:
    return {
        "graded": [list(pair) for pair in report.graded],
        "unchanged": report.unchanged,
        "notes": [{"student": pair[0], "lesson": pair[1], "notes": notes} for pair, notes in report.notes.items()],
        "failures": [vars(failure) for failure in report.failures],
        "interrupted": report.interrupted,
    }


def _show(gradebook: Gradebook, report: Report, grades: Path) -> None:
    print_table(score_table(gradebook))
    console.print(
        f"{len(report.graded)} graded, {report.unchanged} unchanged; grades in {grades}",
        soft_wrap=True,
    )
    for (student, lesson), notes in sorted(report.notes.items()):
        for note in notes:
            console.print(f"[yellow]note:[/yellow] {escape(f'{student} {lesson}: {note}')}", soft_wrap=True)
    for failure in report.failures:
        told = escape(f"{failure.student} {failure.lesson}: {failure.reason}")
        console.print(f"[red]not graded:[/red] {told}", soft_wrap=True)
    if report.interrupted:
        console.print("interrupted; the next linquant grade goes on from here")
