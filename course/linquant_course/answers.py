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

DELEGATION = re.compile(
    r"from (?P<module>linquant_ref\.\w+) import (?P<name>\w+) as answer\n.*?\banswer(?:\.(?P<method>\w+))?\(", re.DOTALL
)
REGION = re.compile(
    r"^(?P<indent> *)### BEGIN SOLUTION\n(?P<inside>.*?)^ *### END SOLUTION\n?", re.DOTALL | re.MULTILINE
)
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


def reference_body(module: str, name: str, method: str | None = None) -> str:
    """Return the source of a reference function's or method's body, without docstring and indentation."""
    reference = getattr(importlib.import_module(module), name)
    function = inspect.unwrap(getattr(reference, method) if method else reference)
    source = textwrap.dedent(inspect.getsource(function))
    definition = next(node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef))
    docstring = ast.get_docstring(definition, clean=False) is not None
    before = (definition.body[0].end_lineno or 0) if docstring else definition.body[0].lineno - 1
    return textwrap.dedent("\n".join(source.splitlines()[before:]))


def with_reference_answer(source: str) -> str:
    """Return a source notebook's solution cell with each region replaced by the body of the reference it names.

    Raises:
        CourseError: The cell has no region, or one that does not name a reference.
    """

    def answer(region: re.Match[str]) -> str:
        named = DELEGATION.search(region["inside"])
        if named is None:
            raise CourseError(f"solution region without 'from linquant_ref... import ... as answer':\n{source}")
        return textwrap.indent(reference_body(**named.groupdict()), region["indent"]) + "\n"

    answered, regions = REGION.subn(answer, source)
    if not regions:
        raise CourseError(f"solution cell without a solution region:\n{source}")
    return answered.rstrip("\n")


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
    """Read a case without running it: its functions and classes, and the literals LOSES, CELLS and REST.

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
    definitions = {
        node.name: _source_with_decorators(text, node)
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    }
    rest = literals.get("REST", "answer")
    if "LOSES" not in literals or rest not in REST:
        raise CourseError(f"{path} needs LOSES = [...] and, if any, REST = one of {REST}")
    return Case(path.parent.name, path.stem, definitions | literals.get("CELLS", {}), rest, tuple(literals["LOSES"]))


def _source_with_decorators(text: str, node: ast.FunctionDef | ast.ClassDef) -> str:
    first = min([node, *node.decorator_list], key=lambda part: part.lineno).lineno
    return "\n".join(text.splitlines()[first - 1 : node.end_lineno])


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
