"""What an instructor types to keep a class's records: linquant roster, report and export."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from linquant_course import export as exporting
from linquant_course import report as reporting
from linquant_course.commands.common import Lessons, console, open_course, progress_bar
from linquant_course.grader.late import renew_penalties
from linquant_course.roster import import_students, read_roster
from linquant_course.scores import read_scores


def roster(
    file: Annotated[Path, typer.Argument(help="id,first_name,last_name,email,lms_user_id, or Canvas' gradebook.")],
    id_column: Annotated[
        str | None, typer.Option(help="The column of the students' ids: id, or Canvas' SIS Login ID.")
    ] = None,
) -> None:
    """Put the students of a CSV file into the gradebook, or bring their names up to date."""
    course = open_course()
    students = read_roster(file, id_column)
    added = import_students(course, students)
    console.print(f"students: {added} new, {len(students) - added} known")


def report(lesson: Annotated[str, typer.Argument(help="A lesson, such as L2-A.")]) -> None:
    """Write course/reports/LESSON.html and LESSON.csv: how the class did, test by test, and what it found hard."""
    course = open_course()
    [chosen] = course.chosen([lesson])
    renew_penalties(course)
    results = reporting.read_results(course, chosen)
    with progress_bar() as progress:
        task = progress.add_task("reading", total=len(results.graded))
        page, table = reporting.write_report(course, results, lambda: progress.advance(task))
    console.print(f"report in {page}, the class row by row in {table}", soft_wrap=True)


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
    course = open_course()
    renew_penalties(course)
    gradebook = read_scores(course).only(lessons)
    text, notes = exporting.exported(gradebook, form, template, id_column)
    destination = to or course.root / exporting.FILES[form]
    exporting.write(destination, text)
    for note in notes + exporting.unfinished(gradebook):
        console.print(f"[yellow]note:[/yellow] {escape(note)}", soft_wrap=True)
    console.print(f"grades in {destination}", soft_wrap=True, markup=False)
