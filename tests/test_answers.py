"""Every right answer keeps all points, every wrong one loses exactly the tests it says."""

from pathlib import Path

import pytest
from inprocess import lost_tests

from linquant_course.answers import fill_in, grade_id, is_autograded_test, read_case
from linquant_course.course import Course, notebook_path, read_notebook

CASES = sorted((Path(__file__).parent / "answers").glob("*/*.py"))


@pytest.mark.parametrize("path", CASES, ids=[f"{path.parent.name}-{path.stem}" for path in CASES])
def test_a_case_loses_exactly_what_it_says(course: Course, path: Path) -> None:
    case = read_case(path)
    source = read_notebook(notebook_path(course.source, case.lesson))
    tests = [grade_id(cell) for cell in source.cells if is_autograded_test(cell)]
    assert sorted(lost_tests(fill_in(course, case), source)) == sorted(case.lost(tests))
