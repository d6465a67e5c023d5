"""The fault set: submissions of tests/faults/<lesson>/<fault>.py, in which something went wrong without bad intent.

A fault is a case as in tests/answers: a docstring that says what happened, LOSES, and the student's functions or CELLS.
NOTE is a fragment of the sentence that the student must read, or empty. A function `submission(notebook)` turns the
bytes of the honest notebook into what was handed in: other bytes, or a dictionary of file names and bytes.
"""

import ast
import json
import runpy
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import nbformat

from linquant_course.answers import Case, fill_in, read_case
from linquant_course.course import Course

ROOT = Path(__file__).resolve().parents[1]
FAULTS = ROOT / "tests" / "faults"


@dataclass(frozen=True)
class Fault:
    """A faulty submission and what it deserves.

    Attributes:
        name: The name of its file.
        lesson: The lesson's id.
        says: What happened.
        case: The answers that the notebook was made of; case.lost(tests) are the tests that it deserves to lose.
        note: What must stand in a note on it, or an empty string.
        files: What lies in submitted/<student>/<lesson>, by path.
        own_form: Whether the fault is in the form, so that nothing dangerous runs.
    """

    name: str
    lesson: str
    says: str
    case: Case
    note: str
    files: dict[str, bytes]
    own_form: bool

    def hand_in(self, folder: Path) -> None:
        """Write the files into submitted/<student>/<lesson>."""
        for name, data in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)


def read_faults(course: Course | None = None) -> list[Fault]:
    """Read all faults, in the order of lessons and names."""
    course = course or Course(ROOT)
    return [read_fault(course, path) for path in sorted(FAULTS.glob("*/*.py"))]


def read_fault(course: Course, path: Path) -> Fault:
    """Read one fault and make its files."""
    case = read_case(path)
    has_form = "submission" in case.cells
    case = replace(case, cells={name: text for name, text in case.cells.items() if name != "submission"})
    handed_in: Any = nbformat.writes(fill_in(course, case)).encode()
    if has_form:
        handed_in = runpy.run_path(str(path))["submission"](handed_in)
    files = handed_in if isinstance(handed_in, dict) else {f"{case.lesson}.ipynb": handed_in}
    says = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return Fault(case.name, case.lesson, says, case, _note(path), files, has_form and not case.cells)


def _note(path: Path) -> str:
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "NOTE":
            return str(ast.literal_eval(node.value))
    return ""


def edited(notebook: bytes, edit: Callable[[list[dict[str, Any]]], object]) -> bytes:
    """Return the notebook after edit has changed its list of cells."""
    content = json.loads(notebook)
    edit(content["cells"])
    return json.dumps(content).encode()


def at(cells: list[dict[str, Any]], grade_id: str) -> int:
    """Return where the cell of that name is."""
    names = [cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in cells]
    return names.index(grade_id)


def code(source: str) -> dict[str, Any]:
    """Return a new code cell, as JupyterLab makes them."""
    return {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": source}
