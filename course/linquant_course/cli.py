"""The command line, linquant; its commands stand in linquant_course.commands."""

import sys

import typer
from rich.console import Console
from rich.markup import escape

from linquant_course.commands import building, checking, grading, learning, records
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
    checking.doctor,
):
    app.command()(command)


if __name__ == "__main__":
    main()
