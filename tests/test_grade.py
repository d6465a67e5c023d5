"""The whole path through nbgrader: submissions in, scores, feedback and grades.csv out."""

import csv
import os
import shutil
from pathlib import Path

import nbformat
import pytest
from conftest import LESSONS, ROOT, make_course

from linquant_course.answers import grade_id, is_autograded_test
from linquant_course.build import build_release
from linquant_course.course import Course, notebook_path, read_notebook
from linquant_course.demo import example_class, hand_in_example_class
from linquant_course.grade import Failure, export_grades, grade, is_graded, score_table
from linquant_course.preprocessors import HIDDEN_TEST_FAILED


def hand_in(course: Course, student: str, lesson: str, notebook: Path) -> None:
    destination = notebook_path(course.submitted / student, lesson)
    destination.parent.mkdir(parents=True)
    shutil.copy(notebook, destination)


def lost(course: Course, student: str, lesson: str) -> list[str]:
    with course.api.gradebook as gradebook:
        grades = gradebook.find_submission_notebook(lesson, lesson, student).grades
        return sorted(grade.name for grade in grades if grade.name.startswith("test_") and not grade.auto_score)


@pytest.mark.parametrize("lesson", LESSONS)
def test_keys_get_full_marks_untouched_ones_none_and_the_class_what_its_cases_say(tmp_path: Path, lesson: str) -> None:
    course = make_course(tmp_path / "clone")
    build_release(course, lesson)
    expected_cases = {student: cases[lesson] for student, cases in example_class(course).items() if lesson in cases}
    hand_in_example_class(course)
    hand_in(course, "key", lesson, notebook_path(ROOT / "solutions", lesson))
    hand_in(course, "untouched", lesson, notebook_path(course.release, lesson))
    cells = read_notebook(notebook_path(course.source, lesson)).cells
    tests = [grade_id(cell) for cell in cells if is_autograded_test(cell)]
    expected = {student: sorted(case.lost(tests)) for student, case in expected_cases.items()}
    expected |= {"key": [], "untouched": sorted(tests)}

    assert [failure for student in expected if (failure := grade(course, student, lesson))] == []
    assert {student: lost(course, student, lesson) for student in expected} == expected
    with course.api.gradebook as gradebook:
        assert gradebook.find_submission(lesson, "untouched").score == 0
    assert all(is_graded(course, student, lesson) for student in expected)
    page = (course.root / "course" / "feedback" / "untouched" / lesson / f"{lesson}.html").read_text(encoding="utf-8")
    assert HIDDEN_TEST_FAILED.strip() in page
    assert "HIDDEN TESTS" not in page


def test_a_notebook_that_cannot_be_read_stops_nobody_else(empty_course: Course) -> None:
    lesson = LESSONS[0]
    build_release(empty_course, lesson)
    broken = notebook_path(empty_course.submitted / "ada", lesson)
    broken.parent.mkdir(parents=True)
    broken.write_text("no notebook", encoding="utf-8")
    hand_in(empty_course, "ben", lesson, notebook_path(empty_course.release, lesson))

    failures = [grade(empty_course, *submission) for submission in empty_course.submissions()]

    assert failures == [
        Failure("ada", lesson, "nbformat.reader.NotJSONError: Notebook does not appear to be JSON: 'no notebook'"),
        None,
    ]
    with empty_course.api.gradebook as gradebook:
        assert gradebook.find_submission(lesson, "ben").score == 0
    assert "ben" in {row["student_id"] for row in exported(empty_course)}


def exported(course: Course) -> list[dict[str, str]]:
    path = course.root / "grades.csv"
    export_grades(course, path)
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_a_submission_is_graded_again_once_it_or_its_lesson_changes(empty_course: Course) -> None:
    lesson = LESSONS[0]
    hand_in(empty_course, "ada", lesson, notebook_path(empty_course.release, lesson))
    assert not is_graded(empty_course, "ada", lesson)
    hand_in_to = notebook_path(empty_course.autograded / "ada", lesson)
    hand_in_to.parent.mkdir(parents=True)
    nbformat.write(nbformat.v4.new_notebook(), hand_in_to)
    assert is_graded(empty_course, "ada", lesson)
    for changed in (notebook_path(empty_course.submitted / "ada", lesson), notebook_path(empty_course.source, lesson)):
        before = changed.stat()
        os.utime(changed, (before.st_atime, hand_in_to.stat().st_mtime + 5))
        assert not is_graded(empty_course, "ada", lesson)
        os.utime(changed, (before.st_atime, before.st_mtime))


def test_the_example_class_never_touches_what_was_handed_in(empty_course: Course) -> None:
    notebook = notebook_path(empty_course.submitted / "real", LESSONS[0])
    notebook.parent.mkdir(parents=True)
    notebook.write_text("work", encoding="utf-8")
    assert hand_in_example_class(empty_course) == 0
    assert [path.name for path in empty_course.submitted.iterdir()] == ["real"]
    assert notebook.read_text(encoding="utf-8") == "work"


def test_the_table_tells_what_was_not_submitted_from_what_was_not_graded(empty_course: Course) -> None:
    for lesson in LESSONS[:2]:
        build_release(empty_course, lesson)
    with empty_course.api.gradebook as gradebook:
        gradebook.add_student("ada")
        gradebook.add_submission(LESSONS[0], "ada")
        columns = [list(column.cells) for column in score_table(empty_course).columns]
    assert columns == [["ada"], ["!"], ["-"], ["0"]]
