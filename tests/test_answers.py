"""Every right answer keeps all points, every wrong one loses exactly the tests it says: in one process, and apart."""

import ast
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from conftest import LESSONS
from inprocess import lost_tests
from nbgrader.utils import determine_grade

from linquant_course.answers import Case, fill_in, grade_id, is_autograded_test, is_solution, read_case, read_cases
from linquant_course.course import Course, notebook_path, read_notebook
from linquant_course.grader.engine import Grader
from linquant_course.grader.intake import Submission, rebuild
from linquant_course.grader.lesson import Lesson
from linquant_course.grader.limits import Limits

CASES = sorted((Path(__file__).parent / "answers").glob("*/*.py"))
RIGHT_ANSWERS = 5
each_case = pytest.mark.parametrize("path", CASES, ids=[f"{path.parent.name}-{path.stem}" for path in CASES])


@pytest.fixture(scope="module")
def lessons(course: Course) -> dict[str, Lesson]:
    return {name: Lesson.read(course, name) for name in LESSONS}


@pytest.fixture(scope="module")
def grader(lessons: dict[str, Lesson]) -> Iterator[Grader]:
    with Grader(list(lessons.values()), Limits(cell=5, test=10, figures=False)) as grader:
        yield grader


def names_of_tests(lesson: Lesson) -> list[str]:
    return [grade_id(cell) for cell in lesson.source.cells if is_autograded_test(cell)]


def as_submission(course: Course, case: Case) -> Submission:
    return Submission("ada", case.lesson, nbformat.writes(fill_in(course, case)).encode(), (), None)


@each_case
def test_as_nbgrader_runs_it_a_case_loses_exactly_what_it_says(course: Course, path: Path) -> None:
    case = read_case(path)
    source = read_notebook(notebook_path(course.source, case.lesson))
    tests = [grade_id(cell) for cell in source.cells if is_autograded_test(cell)]
    assert sorted(lost_tests(fill_in(course, case), source)) == sorted(case.lost(tests))


@each_case
def test_as_the_grader_runs_it_a_case_loses_the_same(
    course: Course, lessons: dict[str, Lesson], grader: Grader, path: Path
) -> None:
    case = read_case(path)
    lesson = lessons[case.lesson]
    notebook, notes = rebuild(lesson, as_submission(course, case))
    cells = [cell for cell in grader.run(lesson, notebook).cells if is_autograded_test(cell)]
    assert notes == ()
    lost = [grade_id(cell) for cell in cells if determine_grade(cell)[0] != cell.metadata.nbgrader.points]
    assert sorted(lost) == sorted(case.lost(names_of_tests(lesson)))


@pytest.mark.parametrize("lesson", LESSONS)
def test_without_figures_the_plots_of_a_lesson_are_not_drawn_and_nothing_raises(
    course: Course, lessons: dict[str, Lesson], grader: Grader, lesson: str
) -> None:
    right = Case(lesson, "right", cells={}, rest="answer", loses=())
    notebook, _ = rebuild(lessons[lesson], as_submission(course, right))
    code = [cell for cell in grader.run(lessons[lesson], notebook).cells if cell.cell_type == "code"]
    outputs = [(cell.id, output) for cell in code for output in cell.outputs]
    assert [name for name, output in outputs if output.output_type == "error"] == []
    assert [name for name, output in outputs if "image/png" in output.get("data", {})] == []


def shape_of(source: str) -> str:
    """Return the syntax tree of a cell as text, without docstrings and with every bound name numbered.

    Two answers that differ in nothing but layout, comments and the choice of names have the same shape.
    """
    nodes = list(ast.walk(tree := ast.parse(source)))
    arguments = [node for node in nodes if isinstance(node, ast.arg)]
    names = [node for node in nodes if isinstance(node, ast.Name)]
    bound = [node.arg for node in arguments] + [node.id for node in names if isinstance(node.ctx, ast.Store)]
    numbers = {name: f"name {index}" for index, name in enumerate(dict.fromkeys(bound))}
    for argument in arguments:
        argument.arg = numbers[argument.arg]
    for name in names:
        name.id = numbers.get(name.id, name.id)
    for node in nodes:
        if isinstance(node, ast.FunctionDef) and ast.get_docstring(node) is not None:
            del node.body[0]
    return ast.dump(tree)


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_function_has_five_right_answers_that_differ_in_more_than_names(course: Course, lesson: str) -> None:
    right = [case.cells for case in read_cases(course, lesson) if not case.loses]
    for cell in filter(is_solution, read_notebook(notebook_path(course.source, lesson)).cells):
        name = grade_id(cell)
        shapes = [shape_of(cells[name]) for cells in right if name in cells]
        assert len(shapes) >= RIGHT_ANSWERS, f"{name} has {len(shapes)} right answers"
        assert len(shapes) == len(set(shapes)), f"two right answers to {name} are the same"
