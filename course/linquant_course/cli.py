"""The command line, linquant; its commands stand in linquant_course.commands."""

import sys

import typer
from rich.console import Console
from rich.markup import escape

from linquant_course import doctor as checks
from linquant_course.commands import building, grading, learning, records
from linquant_course.commands.common import console, open_course
from linquant_course.course import CourseError

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
PROBLEM = 2


def main() -> None:
    """Run the command line; a problem that a person can mend ends with its message and exit code 2."""
    try:
        app()
    except CourseError as problem:
        Console(stderr=True, highlight=False).print(f"[red]error:[/red] {escape(str(problem))}", soft_wrap=True)
        sys.exit(PROBLEM)


def doctor() -> None:
    """Say what this machine lacks for the course. Exit code 1 if it lacks something."""
    missing = 0
    for fine, subject, remedy in checks.findings(open_course()):
        missing += not fine
        line = f"[green]ok[/green]      {subject}" if fine else f"[red]missing[/red] {subject}: {remedy}"
        console.print(line, soft_wrap=True)
    raise typer.Exit(1 if missing else 0)


for command in (
    learning.start,
    learning.progress,
    building.build,
    building.translate,
    building.demo,
    records.roster,
    grading.grade,
    records.report,
    records.export,
    doctor,
):
    app.command()(command)


if __name__ == "__main__":
    main()
