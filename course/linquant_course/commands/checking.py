"""What anybody types when something does not work: linquant doctor."""

import typer
from rich.markup import escape

from linquant_course import doctor as checks
from linquant_course.commands.common import console, open_course

COLOURS = {checks.Level.OK: "green", checks.Level.NOTE: "yellow", checks.Level.PROBLEM: "red"}


def doctor() -> None:
    """Say what this machine lacks for the course, and how to get it. Exit code 1 if something does not work."""
    levels = set()
    for one in checks.findings(open_course()):
        text = escape(f"{one.subject}: {one.remedy}" if one.remedy else one.subject)
        console.print(f"[{COLOURS[one.level]}]{one.level:<8}[/] {text}", soft_wrap=True)
        levels.add(one.level)
    raise typer.Exit(1 if checks.Level.PROBLEM in levels else 0)
