"""Put answers into a lesson's solution cells: the reference's for the answer key, a case's for a submission."""

import ast
import importlib
import inspect
import re
import textwrap
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from nbformat import NotebookNode

from linquant_course.course import Course, CourseError, notebook_path, read_notebook

DELEGATION = re.compile(r"from (?P<module>linquant_ref\.\w+) import (?P<function>\w+) as answer")
REGION = re.compile(r"^ *### BEGIN SOLUTION\n(?P<inside>.*?)^ *### END SOLUTION\n?", re.DOTALL | re.MULTILINE)
REST = ("answer", "stub")


def is_solution(cell: NotebookNode) -> bool:
    """Tell whether a code cell is one the student fills in."""
    return cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("solution", False)


def is_written_answer(cell: NotebookNode) -> bool:
    """Tell whether a cell is a text the student writes and a person grades."""
    return cell.cell_type == "markdown" and cell.metadata.get("nbgrader", {}).get("solution", False)


def is_autograded_test(cell: NotebookNode) -> bool:
    """Tell whether a cell earns points without a person reading it."""
    about = cell.metadata.get("nbgrader", {})
    return bool(about.get("grade", False)) and not about.get("solution", False)


def grade_id(cell: NotebookNode) -> str:
    """Return the name under which nbgrader knows the cell, or an empty string."""
    name: str = cell.metadata.get("nbgrader", {}).get("grade_id", "")
    return name


def reference_body(module: str, function: str) -> str:
    """Return the source of a reference function's body, without its docstring, indented by four spaces."""
    source = textwrap.dedent(inspect.getsource(inspect.unwrap(getattr(importlib.import_module(module), function))))
    definition = next(node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef))
    docstring_end = definition.body[0].end_lineno or 0
    return "\n".join(source.splitlines()[docstring_end:])


def with_reference_answer(source: str) -> str:
    """Return a source notebook's solution cell with its region replaced by the body of the reference it names.

    Raises:
        CourseError: The cell has no region that names a reference function.
    """
    region = REGION.search(source)
    named = DELEGATION.search(region["inside"]) if region else None
    if region is None or named is None:
        raise CourseError(f"solution cell without 'from linquant_ref... import ... as answer':\n{source}")
    return (source[: region.start()] + reference_body(**named.groupdict()) + "\n" + source[region.end() :]).rstrip("\n")


@dataclass(frozen=True)
class Case:
    """A right or wrong answer to a lesson, read from tests/answers/<lesson>/<case>.py.

    Attributes:
        lesson: The lesson's id.
        name: The file's name without .py.
        cells: Source text by solution cell, written answers included.
        rest: What the other functions get: the reference's "answer", or the "stub" that was released.
        loses: Patterns of the test cells that this answer loses.
    """

    lesson: str
    name: str
    cells: dict[str, str]
    rest: str
    loses: tuple[str, ...]

    def lost(self, tests: list[str]) -> set[str]:
        """Return which of the tests this case says it loses.

        Raises:
            CourseError: A pattern meets no test.
        """
        for pattern in self.loses:
            if not any(fnmatchcase(test, pattern) for test in tests):
                raise CourseError(f"{self.lesson}/{self.name}: LOSES has {pattern!r}, which no test is called")
        return {test for test in tests if any(fnmatchcase(test, pattern) for pattern in self.loses)}


def read_case(path: Path) -> Case:
    """Read a case without running it: its functions, and the literals LOSES, CELLS and REST.

    Raises:
        CourseError: The file has no LOSES, or an unknown REST.
    """
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text, filename=str(path))
    literals = {
        node.targets[0].id: ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    functions = {
        node.name: ast.get_source_segment(text, node) or "" for node in tree.body if isinstance(node, ast.FunctionDef)
    }
    rest = literals.get("REST", "answer")
    if "LOSES" not in literals or rest not in REST:
        raise CourseError(f"{path} needs LOSES = [...] and, if any, REST = one of {REST}")
    return Case(path.parent.name, path.stem, functions | literals.get("CELLS", {}), rest, tuple(literals["LOSES"]))


def read_cases(course: Course, lesson: str) -> list[Case]:
    """Read all cases of a lesson, in the order of their names."""
    return [read_case(path) for path in sorted((course.answers / lesson).glob("*.py"))]


def fill_in(course: Course, case: Case) -> NotebookNode:
    """Return the lesson's released notebook with the case's answers in its solution cells.

    Raises:
        CourseError: The case answers a cell that the lesson does not have.
    """
    notebook = read_notebook(notebook_path(course.release, case.lesson))
    sources = {grade_id(cell): cell.source for cell in read_notebook(notebook_path(course.source, case.lesson)).cells}
    solutions = {grade_id(cell): cell for cell in notebook.cells if is_solution(cell) or is_written_answer(cell)}
    if unknown := case.cells.keys() - solutions.keys():
        raise CourseError(f"{case.lesson}/{case.name} answers {sorted(unknown)}, which is no solution cell")
    for name, cell in solutions.items():
        if name in case.cells:
            cell.source = case.cells[name]
        elif case.rest == "answer" and is_solution(cell):
            cell.source = with_reference_answer(sources[name])
    return notebook
