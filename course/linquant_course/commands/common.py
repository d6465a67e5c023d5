"""What commands have in common."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from linquant_course.course import Course, find_root

console = Console(highlight=False)

Lessons = Annotated[list[str] | None, typer.Argument(help="Lessons, such as L2-A; all of them if none is named.")]


def open_course() -> Course:
    """Return the course that the command was typed in."""
    return Course(find_root(Path.cwd()))


def progress_bar(hidden: bool = False) -> Progress:
    """Return a bar with counts and the time that is left."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console, disable=hidden)
