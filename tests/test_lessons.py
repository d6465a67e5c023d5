"""What every source notebook keeps to, and what must not reach a student."""

import ast
import importlib
import inspect
import re
from collections import Counter

import pytest
from conftest import LESSONS, ROOT
from inprocess import exceptions
from nbformat import NotebookNode

from linquant_course.answers import DELEGATION, REGION, grade_id, is_autograded_test, is_solution
from linquant_course.course import Course, notebook_path, read_notebook

MARKERS = {f"### {edge} {what}" for edge in ("BEGIN", "END") for what in ("SOLUTION", "HIDDEN TESTS", "MARK SCHEME")}
HIDDEN = re.compile(r"^### BEGIN HIDDEN TESTS\n(?P<inside>.*?)^### END HIDDEN TESTS$", re.DOTALL | re.MULTILINE)

pytestmark = pytest.mark.parametrize("lesson", LESSONS)


def source_of(lesson: str) -> NotebookNode:
    return read_notebook(notebook_path(ROOT / "source_notebooks", lesson))


def release_of(lesson: str) -> NotebookNode:
    return read_notebook(notebook_path(ROOT / "course" / "release", lesson))


def graded(cell: NotebookNode) -> bool:
    return cell.metadata.get("nbgrader", {}).get("grade", False)


def test_cell_ids_are_unique_and_equal_the_grade_ids(lesson: str) -> None:
    cells = source_of(lesson).cells
    ids = [cell.id for cell in cells]
    assert [name for name, times in Counter(ids).items() if times > 1] == []
    assert [cell.id for cell in cells if grade_id(cell) not in ("", cell.id)] == []
    assert [name for name in ids if not re.fullmatch(r"[a-zA-Z]\w*(-\w+)*", name) or name.startswith("cell-")] == []


def test_a_source_notebook_has_no_outputs_and_the_common_kernel(lesson: str) -> None:
    notebook = source_of(lesson)
    assert notebook.metadata.kernelspec.name == "python3"
    assert [cell.id for cell in notebook.cells if cell.get("outputs") or cell.get("execution_count")] == []


def test_every_marker_is_spelt_right_closed_and_in_its_kind_of_cell(lesson: str) -> None:
    for cell in source_of(lesson).cells:
        lines = [line.strip() for line in cell.source.splitlines() if re.search(r"\b(BEGIN|END)\b", line)]
        assert set(lines) <= MARKERS, f"{cell.id} has an unknown marker"
        kinds = [line.split(" ", 2)[1:] for line in lines]
        expected = [[edge, what] for _, what in kinds[::2] for edge in ("BEGIN", "END")]
        assert kinds == expected, f"{cell.id}: a region is not closed"
        if any(what == "HIDDEN TESTS" for _, what in kinds):
            assert is_autograded_test(cell), f"{cell.id} is no test cell, its hidden tests would be released"
        if any(what in ("SOLUTION", "MARK SCHEME") for _, what in kinds):
            assert cell.metadata.nbgrader.solution, f"{cell.id} is no solution cell, its answer would be released"


def test_a_solution_cell_is_one_function_or_class_with_the_references_signature(lesson: str) -> None:
    solutions = [cell for cell in source_of(lesson).cells if is_solution(cell)]
    assert 3 <= len(solutions) <= 6
    for cell in solutions:
        (definition,) = ast.parse(cell.source).body
        assert isinstance(definition, ast.FunctionDef | ast.ClassDef)
        assert definition.name == grade_id(cell)
        assert ast.get_docstring(definition)
        functions = [definition] if isinstance(definition, ast.FunctionDef) else definition.body[1:]
        for function in functions:
            assert isinstance(function, ast.FunctionDef)
            text = ast.get_source_segment(cell.source, function) or ""
            named = DELEGATION.search(text + "\n")
            assert named, f"{cell.id}.{function.name} does not take its answer from linquant_ref"
            assert named["name"] == definition.name
            assert named["method"] == (None if function is definition else function.name)
            reference = getattr(importlib.import_module(named["module"]), definition.name)
            signature = inspect.signature(getattr(reference, function.name) if named["method"] else reference)
            bare = [parameter.replace(annotation=parameter.empty) for parameter in signature.parameters.values()]
            assert ast.unparse(function.args) == str(inspect.Signature(bare))[1:-1]


def test_every_function_has_visible_and_hidden_tests_worth_points(lesson: str) -> None:
    cells = source_of(lesson).cells
    functions = sorted((grade_id(cell) for cell in cells if is_solution(cell)), key=len, reverse=True)
    seen = {name: set() for name in functions}
    for cell in cells:
        if graded(cell):
            assert cell.metadata.nbgrader.points > 0, f"{cell.id} is worth nothing"
        if is_autograded_test(cell):
            function = next((name for name in functions if cell.id.startswith(f"test_{name}_")), None)
            assert function, f"{cell.id} is not called after a function of the lesson"
            hidden = "BEGIN HIDDEN TESTS" in cell.source
            seen[function].add("hidden" if hidden else "visible")
            opening = ast.get_docstring(ast.parse(cell.source))
            assert cell.source.startswith("# Hidden test") if hidden else opening, (
                f"{cell.id} does not say what it checks"
            )
    assert {name: kinds for name, kinds in seen.items() if kinds != {"visible", "hidden"}} == {}


def test_no_test_cell_changes_a_name_that_a_later_cell_needs(lesson: str) -> None:
    def names(cell: NotebookNode, context: type[ast.expr_context]) -> set[str]:
        nodes = ast.walk(ast.parse(cell.source))
        return {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, context)}

    cells = [cell for cell in source_of(lesson).cells if cell.cell_type == "code"]
    free = [cell for cell in cells if not is_autograded_test(cell) and not is_solution(cell)]
    made = set().union(*(names(cell, ast.Store) for cell in free))
    needed = made & set().union(*(names(cell, ast.Load) - names(cell, ast.Store) for cell in free))
    rebound = {cell.id: names(cell, ast.Store) & needed for cell in cells if is_autograded_test(cell)}
    assert {name: found for name, found in rebound.items() if found} == {}


def test_the_opener_and_the_readme_state_title_time_and_points(lesson: str) -> None:
    cells = source_of(lesson).cells
    points = sum(cell.metadata.nbgrader.points for cell in cells if graded(cell))
    opener = re.match(r"# (?P<title>[^\n]*)\n.*\*\*Time:\*\* about (?P<time>\d+) min", cells[0].source, re.DOTALL)
    assert opener
    assert f"**Points:** {points}." in cells[0].source
    row = next(line for line in (ROOT / "README.md").read_text().splitlines() if line.startswith(f"| {lesson} "))
    assert row.startswith(f"| {opener['title'].replace(' · ', ' ')} |")
    assert row.endswith(f"| {opener['time']} min | {points} |")


def test_the_release_has_no_answer_and_no_hidden_test(lesson: str) -> None:
    released = "\n".join(cell.source for cell in release_of(lesson).cells)
    assert not re.search(r"BEGIN|END (SOLUTION|HIDDEN|MARK)|as answer", released)
    cells = source_of(lesson).cells
    visible = "\n".join(HIDDEN.sub("", REGION.sub("", cell.source)) for cell in cells)
    for cell in cells:
        secrets = [region["inside"] for region in (*REGION.finditer(cell.source), *HIDDEN.finditer(cell.source))]
        lines = [line.strip() for secret in secrets for line in secret.splitlines() if len(line.strip()) > 20]
        assert [line for line in lines if released.count(line) > visible.count(line)] == [], f"{cell.id} leaks"


def test_an_untouched_release_raises_only_not_implemented_and_failing_checks(lesson: str) -> None:
    release = release_of(lesson)
    raised = exceptions(release, release)
    assert set(raised.values()) <= {"NotImplementedError", "AssertionError", "WrongAnswerError"}, raised
    visible = [cell for cell in source_of(lesson).cells if is_autograded_test(cell) and "HIDDEN" not in cell.source]
    assert raised.keys() >= {cell.id for cell in visible}


def test_the_answers_include_right_and_wrong_ones(course: Course, lesson: str) -> None:
    cases = list((course.answers / lesson).glob("*.py"))
    right = [path for path in cases if re.search(r"^LOSES(: .*)? = \[\]$", path.read_text(), re.MULTILINE)]
    assert len(right) >= 3
    assert len(cases) - len(right) >= 3
