"""The attack set: submissions of tests/attacks/<lesson>/<attack>.py that try to get or to see what is not theirs.

An attack is a module with a docstring that says what it tries, and

- DESERVES: patterns of the tests whose points it deserves; all others it must not get;
- CELLS, if any: what goes into solution cells, by grade_id; the others keep their stubs;
- FIRST and LAST, if any: the source of a code cell before or behind all others; MARKDOWN: a text behind all others;
- HONEST = True, if any: the other solution cells hold the right answers;
- STUDENT, if any: the student's id;
- UNSAFE_FOR_STOCK = True: without a sandbox it can harm the machine, and `make attacks` does not run it there;
- submission(notebook), if any: returns what is handed in instead of the notebook: its JSON, or files by path, where
  {"link": target} is a symbolic link.
"""

import json
import os
import runpy
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell

from linquant_course.answers import Case, fill_in
from linquant_course.course import Course

ROOT = Path(__file__).resolve().parents[1]
ATTACKS = ROOT / "tests" / "attacks"


@dataclass(frozen=True)
class Attack:
    """A hostile submission and what it deserves.

    Attributes:
        name: The name of its file.
        lesson: The lesson's id.
        student: Who hands it in.
        tries: What it tries, in one line.
        deserves: Patterns of the tests that it may keep.
        files: What lies in submitted/<student>/<lesson>, by path.
        unsafe_for_stock: Whether it can harm a machine that runs it without a sandbox.
    """

    name: str
    lesson: str
    student: str
    tries: str
    deserves: tuple[str, ...]
    files: dict[str, bytes | dict[str, str]]
    unsafe_for_stock: bool

    def deserved(self, tests: list[str]) -> list[str]:
        """Return which of the tests' points it deserves."""
        for pattern in self.deserves:
            assert any(fnmatchcase(test, pattern) for test in tests), f"{self.name}: no test is called {pattern}"
        return [test for test in tests if any(fnmatchcase(test, pattern) for pattern in self.deserves)]

    def hand_in(self, course: Course) -> None:
        """Write its files into the course's submitted folder."""
        folder = course.submitted / self.student / self.lesson
        folder.mkdir(parents=True)
        for name, content in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, dict):
                os.symlink(content["link"], path)
            else:
                path.write_bytes(content)


def read_attacks(course: Course) -> list[Attack]:
    """Read all attacks, in the order of lessons and names."""
    return [read_attack(course, path) for path in sorted(ATTACKS.glob("*/*.py"))]


def read_attack(course: Course, path: Path) -> Attack:
    """Read one attack and make its files."""
    about = runpy.run_path(str(path))
    lesson = path.parent.name
    rest = "answer" if about.get("HONEST") else "stub"
    notebook = fill_in(course, Case(lesson, path.stem, about.get("CELLS", {}), rest, ()))
    for name, place in (("FIRST", 0), ("LAST", len(notebook.cells) + 1)):
        if name in about:
            notebook.cells.insert(place, new_code_cell(about[name].strip()))
    if "MARKDOWN" in about:
        notebook.cells.append(new_markdown_cell(about["MARKDOWN"].strip()))
    handed_in: Any = json.loads(nbformat.writes(notebook))
    if "submission" in about:
        handed_in = about["submission"](handed_in)
    return Attack(
        name=path.stem,
        lesson=lesson,
        student=about.get("STUDENT", path.stem),
        tries=about["__doc__"].partition("\n")[0],
        deserves=tuple(about["DESERVES"]),
        files={f"{lesson}.ipynb": json.dumps(handed_in).encode()} if "cells" in handed_in else handed_in,
        unsafe_for_stock=about.get("UNSAFE_FOR_STOCK", False),
    )


def as_file(notebook: dict[str, Any]) -> bytes:
    """Return a notebook's bytes, for attacks that hand in several files."""
    return json.dumps(notebook).encode()


def tests_of(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the cells that earn points."""
    return [cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("points")]
