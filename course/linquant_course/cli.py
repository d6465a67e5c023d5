"""The command line: linquant build, translate, demo, roster, grade, report, export, doctor, and what learners type."""

import json
import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from linquant_course import build as building
from linquant_course import demo as example
from linquant_course import doctor as checks
from linquant_course import export as exporting
from linquant_course import learner
from linquant_course import report as reporting
from linquant_course.course import Course, CourseError, find_root
from linquant_course.grade import score_table
from linquant_course.grader import engines
from linquant_course.grader.feedback import needs_feedback, write_feedback
from linquant_course.grader.late import renew_penalties
from linquant_course.grader.lesson import Lesson
from linquant_course.grader.limits import Limits
from linquant_course.grader.run import Report, Run, only_one
from linquant_course.grader.sandbox import missing
from linquant_course.grader.writer import Writer
from linquant_course.roster import import_students, read_roster
from linquant_course.scores import Gradebook, read_scores
from linquant_course.start import PAGE, page_texts
from linquant_course.terminal import print_table
from linquant_course.translate import (
    Texts,
    catalogue_path,
    check_language,
    languages,
    lesson_texts,
    markup_differences,
    shortcomings,
    update_catalogue,
)

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
console = Console(highlight=False)
PROBLEM = 2
INTERRUPTED = 130

Lessons = Annotated[list[str] | None, typer.Argument(help="Lessons, such as L2-A; all of them if none is named.")]


def main() -> None:
    """Run the command line; a problem that a person can mend ends with its message and exit code 2."""
    try:
        app()
    except CourseError as problem:
        Console(stderr=True, highlight=False).print(f"[red]error:[/red] {escape(str(problem))}", soft_wrap=True)
        sys.exit(PROBLEM)


app.command()(learner.start)
app.command()(learner.progress)


@app.command()
def build(
    lessons: Lessons = None,
    release_only: Annotated[bool, typer.Option(help="Leave out the answer keys.")] = False,
    lang: Annotated[
        list[str] | None, typer.Option(help="Also build the lessons in this language, course/release-LANG.")
    ] = None,
) -> None:
    """Generate course/release and solutions from source_notebooks, and translated lessons from course/locale."""
    course = _open()
    chosen = _chosen(course, lessons)
    for language in lang or []:
        check_language(course, language)
    with _progress() as progress:
        for lesson in progress.track(chosen, description="building"):
            building.build_release(course, lesson)
            if not release_only:
                building.build_solution(course, lesson)
        # Last, because a catalogue that waits for its translator must not keep the rest from being built.
        for language in lang or []:
            building.build_translations(course, language, chosen)
    console.print(f"built {', '.join(chosen)}")


@app.command("translate")
def update_translations(
    lessons: Lessons = None,
    lang: Annotated[list[str] | None, typer.Option(help="Such as zh_CN; all languages there are by default.")] = None,
) -> None:
    """Bring the catalogues in course/locale up to date with the lessons, and say what is left to translate."""
    course = _open()
    texts = {lesson: lesson_texts(course, lesson) for lesson in _chosen(course, lessons)}
    texts |= {} if lessons else {PAGE: page_texts(course)}
    for language in lang or languages(course):
        for name in texts:
            path = catalogue_path(course, language, name)
            update_catalogue(path, language, texts[name])
            _tell_what_is_left(f"{language} {name}", path, texts[name])


def _tell_what_is_left(catalogue: str, path: Path, texts: Texts) -> None:
    left = shortcomings(path, texts)
    todo = "; ".join(f"{what}: {', '.join(names)}" for what, names in left.items()) or "complete"
    console.print(f"{catalogue}: {escape(todo)}", soft_wrap=True)
    for name, found in markup_differences(path).items():
        console.print(f"[yellow]{catalogue} {name}:[/yellow] {escape('; '.join(found))}", soft_wrap=True)


@app.command()
def demo() -> None:
    """Hand in the example class, if course/submitted is empty."""
    course = _open()
    written = example.hand_in_example_class(course)
    console.print(f"{written} notebooks handed in" if written else f"left alone: {course.submitted} is not empty")


@app.command()
def roster(
    file: Annotated[Path, typer.Argument(help="id,first_name,last_name,email,lms_user_id, or Canvas' gradebook.")],
    id_column: Annotated[
        str | None, typer.Option(help="The column of the students' ids: id, or Canvas' SIS Login ID.")
    ] = None,
) -> None:
    """Put the students of a CSV file into the gradebook, or bring their names up to date."""
    course = _open()
    students = read_roster(file, id_column)
    added = import_students(course, students)
    console.print(f"students: {added} new, {len(students) - added} known")


class EngineName(StrEnum):
    """Where submissions run."""

    LOCAL = "local"
    DASK = "dask"


@app.command()
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
    figures: Annotated[bool, typer.Option(help="Draw what students plot. It takes half of the time.")] = True,
    feedback: Annotated[bool, typer.Option(help="Write feedback pages.")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result for machines.")] = False,
) -> None:
    """Grade course/submitted, write course/feedback and course/grades.csv, print the scores.

    Submissions that have not changed since they were graded are skipped. Ctrl-C keeps what is done.

    Exit codes: 0 all graded, 1 a submission could not be graded or recorded, 2 nothing could be done, 130 interrupted.
    """
    course = _open()
    chosen = _chosen(course, lessons)
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
    if reason and not example.is_example_class(course):
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
        with _progress(hidden=quiet) as progress:
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
    with _progress(hidden=quiet or not todo) as progress:
        task = progress.add_task("feedback", total=len(todo))
        processes = jobs or len(os.sched_getaffinity(0))
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


@app.command("report")
def write_report(lesson: Annotated[str, typer.Argument(help="A lesson, such as L2-A.")]) -> None:
    """Write course/reports/LESSON.html and LESSON.csv: how the class did, test by test, and what it found hard."""
    course = _open()
    [chosen] = _chosen(course, [lesson])
    renew_penalties(course)
    results = reporting.read_results(course, chosen)
    with _progress() as progress:
        task = progress.add_task("reading", total=len(results.graded))
        page, table = reporting.write_report(course, results, lambda: progress.advance(task))
    console.print(f"report in {page}, the class row by row in {table}", soft_wrap=True)


@app.command()
def export(
    lessons: Lessons = None,
    form: Annotated[
        exporting.Format, typer.Option("--format", help="nbgrader's CSV, or the one Canvas imports.")
    ] = exporting.Format.NBGRADER,
    to: Annotated[Path | None, typer.Option(help="The file; course/grades.csv or course/canvas.csv.")] = None,
    template: Annotated[
        Path | None, typer.Option(help="A gradebook that Canvas exported: its columns of our lessons are filled in.")
    ] = None,
    id_column: Annotated[
        str, typer.Option(help="Canvas' column of the students' ids: SIS Login ID, SIS User ID or ID.")
    ] = exporting.LOGIN,
) -> None:
    """Write the scores, late penalties taken off, for other programs. What was not handed in is empty, not 0."""
    course = _open()
    renew_penalties(course)
    gradebook = read_scores(course).only(lessons)
    text, notes = exporting.exported(gradebook, form, template, id_column)
    destination = to or course.root / exporting.FILES[form]
    exporting.write(destination, text)
    for note in notes + exporting.unfinished(gradebook):
        console.print(f"[yellow]note:[/yellow] {escape(note)}", soft_wrap=True)
    console.print(f"grades in {destination}", soft_wrap=True, markup=False)


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
    return course.chosen(lessons)


def _progress(hidden: bool = False) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console, disable=hidden)


if __name__ == "__main__":
    main()
