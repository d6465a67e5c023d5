"""Print what each attack gets from linquant grade and from stock nbgrader: make attacks."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated

import typer
from attack_set import Attack, read_attacks
from conftest import make_course
from nbgrader.api import MissingEntry
from rich.console import Console
from rich.progress import track
from rich.table import Table

from linquant_course.answers import grade_id, is_autograded_test
from linquant_course.build import build_release
from linquant_course.course import Course, notebook_path, read_notebook
from linquant_course.grader import engines
from linquant_course.grader.lesson import Lesson
from linquant_course.grader.limits import Limits
from linquant_course.grader.run import Run
from linquant_course.grader.writer import Writer

LIMITS = Limits(cell=3, test=3, total=60, memory=2 * 2**30, figures=False)
STOCK_SECONDS = 120
STOCK = 'c.pop("Autograde", None)\n'


def main(
    stock: Annotated[bool, typer.Option(help="Also grade with stock nbgrader: 10 s each.")] = True,
    only: Annotated[str, typer.Option(help="Pattern of the attacks' names.")] = "*",
) -> None:
    """Grade the attacks and print a table."""
    with tempfile.TemporaryDirectory(prefix="attacks-") as folder:
        course = make_course(Path(folder, "course"))
        attacks = [attack for attack in read_attacks(course) if fnmatchcase(attack.name, only)]
        lessons = {name: Lesson.read(course, name) for name in sorted({attack.lesson for attack in attacks})}
        for name in lessons:
            build_release(course, name)
        theirs = list(_with_stock_nbgrader(course.root, attacks)) if stock else [None] * len(attacks)
        ours = _with_linquant(course, lessons, attacks)
        Console(width=None if sys.stdout.isatty() else 160).print(_table(course, attacks, ours, theirs))


def _with_linquant(course: Course, lessons: dict[str, Lesson], attacks: list[Attack]) -> list[float | None]:
    for attack in attacks:
        attack.hand_in(course)
    pairs = course.submissions()
    with Writer(course) as writer, engines.local(list(lessons.values()), None, isolate=True, limits=LIMITS) as engine:
        Run(course, lessons, writer, lambda pair: None).grade(pairs, engine)
    return [_score(course, attack) for attack in attacks]


def _with_stock_nbgrader(pristine: Path, attacks: list[Attack]) -> Iterator[float | str | None]:
    with ThreadPoolExecutor(engines.processors()) as pool:
        results = pool.map(lambda attack: _stock_score(pristine, attack), attacks)
        yield from track(results, "stock nbgrader", total=len(attacks))


def _stock_score(pristine: Path, attack: Attack) -> float | str | None:
    if attack.unsafe_for_stock:
        return "not run"
    with tempfile.TemporaryDirectory(prefix="stock-", ignore_cleanup_errors=True) as folder:
        root = Path(folder, "course")
        shutil.copytree(pristine, root)
        with (root / "course" / "nbgrader_config.py").open("a") as config:
            config.write(STOCK)
        course = Course(root)
        attack.hand_in(course)
        command = ["nbgrader", "autograde", attack.lesson, "--student", attack.student, "--create"]
        with subprocess.Popen(
            command,
            cwd=root / "course",
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        ) as process:
            try:
                process.wait(STOCK_SECONDS)
            except subprocess.TimeoutExpired:
                return "hangs"
            finally:
                _kill_session(process.pid)
        return _score(course, attack)


def _kill_session(leader: int) -> None:
    try:
        os.killpg(leader, signal.SIGKILL)
    except ProcessLookupError:
        return


def _score(course: Course, attack: Attack) -> float | None:
    with course.api.gradebook as gradebook:
        try:
            submission = gradebook.find_submission(attack.lesson, attack.student)
        except MissingEntry:
            return None
        graded = notebook_path(course.autograded / attack.student, attack.lesson).is_file()
        return float(submission.score) if graded else None


def _table(course: Course, attacks: list[Attack], ours: list[float | None], theirs: list[float | str | None]) -> Table:
    table = Table("attack", "what it tries", "deserves", "linquant", "stock", show_footer=True)
    deserved = [sum(_points(course, attack).values()) for attack in attacks]
    for attack, right, our, their in zip(attacks, deserved, ours, theirs, strict=True):
        name = f"{attack.lesson} {attack.name}".replace("_", " ")
        table.add_row(name, attack.tries, f"{right:g}", _shown(our, right), _shown(their, right))
    for column, values in zip(table.columns[2:], (deserved, ours, theirs), strict=True):
        column.justify = "right"
        column.footer = f"{sum(value for value in values if isinstance(value, float)):g}"
    table.columns[0].footer = f"{len(attacks)} attacks"
    undeserved = [
        sum(isinstance(got, float) and got > right for got, right in zip(scores, deserved, strict=True))
        for scores in (ours, theirs)
    ]
    table.columns[1].footer = f"with undeserved points: {undeserved[0]} of linquant's, {undeserved[1]} of stock's"
    return table


def _shown(score: float | str | None, deserved: float) -> str:
    if not isinstance(score, float):
        return score or "not graded"
    return f"[bold red]{score:g}[/bold red]" if score > deserved else f"{score:g}"


def _points(course: Course, attack: Attack) -> dict[str, float]:
    cells = read_notebook(notebook_path(course.source, attack.lesson)).cells
    points = {grade_id(cell): float(cell.metadata.nbgrader.points) for cell in cells if is_autograded_test(cell)}
    return {name: points[name] for name in attack.deserved(list(points))}


if __name__ == "__main__":
    typer.run(main)
