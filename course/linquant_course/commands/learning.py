"""What a learner types: linquant start and linquant progress."""

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import track

from linquant_course.commands.common import console, open_course
from linquant_course.progress import lessons_in, look_at, progress_table
from linquant_course.start import PAGE, copy_lessons
from linquant_course.terminal import print_table

WORK = "work"


def start(
    folder: Annotated[Path | None, typer.Argument(help="Where; 'work' in the course's folder by default.")] = None,
    lang: Annotated[str | None, typer.Option(help="The lessons' language, such as zh_CN; English by default.")] = None,
) -> None:
    """Copy the lessons into a folder of your own, with a start page. A file that is there is never changed."""
    course = open_course()
    folder = folder or course.root / WORK
    written, kept = copy_lessons(course, folder, lang)
    console.print(f"{len(written)} files written, {len(kept)} were there and stay as they are", soft_wrap=True)
    console.print(f"the lessons in order: {folder / PAGE}.md", soft_wrap=True)


def progress(
    folder: Annotated[
        Path | None, typer.Argument(help="Where your lessons are; 'work' if there is one here, else this folder.")
    ] = None,
) -> None:
    """Run your lessons' visible tests, as Validate does, and show how far each lesson is. Nothing is changed.

    Exit codes: 0 shown, 2 there is no lesson.
    """
    folder = folder or (Path(WORK) if Path(WORK).is_dir() else Path())
    lessons = lessons_in(folder)
    found = [look_at(path) for path in track(lessons, "running", console=console, transient=True)]
    print_table(progress_table(found))
