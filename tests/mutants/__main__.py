"""Print how many mutants of each graded function lose points: make mutants."""

import sys
from dataclasses import dataclass
from typing import Annotated

import typer
from conftest import LESSONS
from rich.console import Console
from rich.table import Table

from mutants.equivalent import FILE, Key, read_reasons, stale
from mutants.generate import Mutant, mutants_of_lesson
from mutants.grade import survivors

WANTED_PER_CENT = 98


@dataclass(frozen=True)
class Row:
    """What became of a function's mutants: all of them, those that live as a test cannot tell them, and the others."""

    title: str
    made: int
    equivalent: int
    missed: int

    @property
    def killed(self) -> int:
        return self.made - self.equivalent - self.missed

    @property
    def per_cent(self) -> float:
        """Return the share of the mutants that are not equivalent and lose points."""
        return 100 * self.killed / max(self.killed + self.missed, 1)


def main(
    lesson: Annotated[str, typer.Option(help="One lesson, as in L3-B; all of them without it.")] = "",
    function: Annotated[str, typer.Option(help="One function; all of the lesson without it.")] = "",
) -> None:
    """Grade the mutants, print a table, the survivors that nobody has listed, and wrong entries of the list."""
    reasons = read_reasons(FILE.read_text(encoding="utf-8"))
    rows: list[Row] = []
    problems: list[str] = []
    for name in [lesson] if lesson else LESSONS:
        mutants = mutants_of_lesson(name, function)
        found, wrong = _grade(name, mutants, reasons)
        rows += found
        problems += wrong
    total = Row("all", *(sum(getattr(row, part) for row in rows) for part in ("made", "equivalent", "missed")))
    console = Console(width=None if sys.stdout.isatty() else 160)
    console.print(_table(rows, total))
    for problem in problems:
        print(problem)
    if problems or total.per_cent < WANTED_PER_CENT:
        raise typer.Exit(1)


def _grade(lesson: str, mutants: dict[str, list[Mutant]], reasons: dict[Key, str]) -> tuple[list[Row], list[str]]:
    alive = {mutant.key for mutant in survivors(lesson, mutants)}
    rows, problems = [], []
    for name, made in mutants.items():
        listed = {key: reason for key, reason in reasons.items() if key[0] == f"{lesson}.{name}"}
        problems += [f"is listed, and no such mutant is made: {key}" for key in stale(listed, made)]
        problems += [f"is listed, and loses points: {m.key}" for m in made if m.key in listed and m.key not in alive]
        missed = [mutant for mutant in made if mutant.key in alive and mutant.key not in listed]
        problems += [f"survives ({mutant.operator}): {mutant.key}" for mutant in missed]
        equivalent = sum(mutant.key in alive for mutant in made) - len(missed)
        rows.append(Row(f"{lesson}.{name}", len(made), equivalent, len(missed)))
    return rows, problems


def _table(rows: list[Row], total: Row) -> Table:
    table = Table("function", "mutants", "killed", "equivalent", "survivors", "per cent", show_footer=True)
    for column in table.columns[1:]:
        column.justify = "right"
    for row in rows:
        table.add_row(*_cells(row))
    for column, text in zip(table.columns, _cells(total), strict=True):
        column.footer = text
    return table


def _cells(row: Row) -> tuple[str, ...]:
    numbers = (row.made, row.killed, row.equivalent, row.missed)
    return row.title, *(str(number) for number in numbers), f"{row.per_cent:.1f}"


if __name__ == "__main__":
    typer.run(main)
