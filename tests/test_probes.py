"""Test cells run apart from the student's code, and probes beside it: which names may each of them use?"""

import ast
import builtins
import dis
from collections.abc import Iterator
from types import CodeType

import pytest
from conftest import LESSONS, ROOT
from nbformat import NotebookNode

from linquant_course.answers import grade_id, is_autograded_test, is_solution
from linquant_course.course import notebook_path, read_notebook

pytestmark = pytest.mark.parametrize("lesson", LESSONS)


def cells_of(lesson: str) -> list[NotebookNode]:
    cells = read_notebook(notebook_path(ROOT / "source_notebooks", lesson)).cells
    return [cell for cell in cells if cell.cell_type == "code"]


def code_in(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from code_in(constant)


def names(source: str, *operations: str) -> set[str]:
    codes = code_in(compile(source, "<cell>", "exec"))
    return {step.argval for code in codes for step in dis.get_instructions(code) if step.opname in operations}


def needed(source: str) -> set[str]:
    return names(source, "LOAD_NAME", "LOAD_GLOBAL") - names(source, "STORE_NAME") - set(dir(builtins))


def locked(cells: list[NotebookNode]) -> set[str]:
    kept = [cell for cell in cells if cell.metadata.get("nbgrader", {}).get("locked") and not is_autograded_test(cell)]
    return set().union(*(names(cell.source, "STORE_NAME") for cell in kept))


def probes_in(cell: NotebookNode) -> Iterator[str]:
    for node in ast.parse(cell.source).body:
        if isinstance(node, ast.FunctionDef) and "probe" in map(ast.unparse, node.decorator_list):
            yield ast.get_source_segment(cell.source, node) or ""


def test_a_test_cell_needs_only_solutions_and_locked_cells(lesson: str) -> None:
    cells = cells_of(lesson)
    there = locked(cells) | {grade_id(cell) for cell in cells if is_solution(cell)}
    missing = {cell.id: needed(cell.source) - there for cell in cells if is_autograded_test(cell)}
    assert {name: unknown for name, unknown in missing.items() if unknown} == {}


def test_a_probe_needs_only_its_parameters_and_locked_cells(lesson: str) -> None:
    cells = cells_of(lesson)
    probes = {probe: cell.id for cell in cells if is_autograded_test(cell) for probe in probes_in(cell)}
    missing = {cell: needed(probe) - locked(cells) for probe, cell in probes.items()}
    assert {cell: unknown for cell, unknown in missing.items() if unknown} == {}
