"""The whole path: submissions in, scores, feedback and grades.csv out, and the same by nbgrader's own way."""

import csv
import io
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import nbformat
import pytest
from conftest import LESSONS, ROOT, make_course
from test_writer import contents

from linquant_course.answers import fill_in, grade_id, is_autograded_test, read_case
from linquant_course.build import build_release
from linquant_course.course import Course, notebook_path, read_notebook
from linquant_course.demo import example_class, hand_in_example_class, is_example_class
from linquant_course.export import nbgrader_csv
from linquant_course.grade import score_table
from linquant_course.grader import engines
from linquant_course.grader.engines import Engine
from linquant_course.grader.feedback import write_feedback
from linquant_course.grader.lesson import Lesson
from linquant_course.grader.run import Pair, Report, Run
from linquant_course.grader.writer import Writer
from linquant_course.scores import read_scores

# L1-A is short; L3-A has an answer in words, which a person grades.
COMPARED = ["L1-A", "L3-A"]
STOCK = '\nc.pop("Autograde")\n'


def hand_in(course: Course, student: str, lesson: str, notebook: Path) -> None:
    destination = notebook_path(course.submitted / student, lesson)
    destination.parent.mkdir(parents=True)
    shutil.copy(notebook, destination)


def hand_in_case(course: Course, student: str, lesson: str, case: str) -> None:
    destination = notebook_path(course.submitted / student, lesson)
    destination.parent.mkdir(parents=True)
    nbformat.write(fill_in(course, read_case(course.answers / lesson / f"{case}.py")), destination)


def grade_here(
    course: Course,
    lesson: str,
    where: Callable[[list[Lesson]], AbstractContextManager[Engine]],
    advance: Callable[[Pair], object] = lambda pair: None,
) -> Report:
    """Grade a lesson's submissions as the command does, in this process."""
    pairs = [pair for pair in course.submissions() if pair[1] == lesson]
    lessons = {lesson: Lesson.read(course, lesson)}
    with Writer(course) as writer, where(list(lessons.values())) as engine:
        run = Run(course, lessons, writer, advance)
        run.grade(run.changed(pairs, force=False), engine)
    return run.report


def grade_with_nbgrader(course: Course) -> None:
    for student, lesson in course.submissions():
        result = course.api.autograde(lesson, student)
        assert result["success"], result


def in_two_processes(lessons: list[Lesson]) -> AbstractContextManager[Engine]:
    return engines.local(lessons, jobs=2, isolate=True)


def lost(course: Course, student: str, lesson: str) -> list[str]:
    with course.api.gradebook as gradebook:
        grades = gradebook.find_submission_notebook(lesson, lesson, student).grades
        return sorted(grade.name for grade in grades if grade.name.startswith("test_") and not grade.auto_score)


@pytest.mark.parametrize("lesson", COMPARED)
def test_nbgrader_s_autograde_fills_the_gradebook_as_linquant_grade_does(tmp_path: Path, lesson: str) -> None:
    ours = make_course(tmp_path / "ours")
    build_release(ours, lesson)
    cases = {student: cases[lesson] for student, cases in example_class(ours).items() if lesson in cases}
    hand_in(ours, "key", lesson, notebook_path(ROOT / "solutions", lesson))
    hand_in(ours, "untouched", lesson, notebook_path(ours.release, lesson))
    for student, case in cases.items():
        hand_in_case(ours, student, lesson, case.name)
    theirs = Course(Path(shutil.copytree(ours.root, tmp_path / "theirs")))

    report = grade_here(ours, lesson, in_two_processes)
    grade_with_nbgrader(theirs)

    assert (len(report.graded), report.notes, report.failures) == (len(cases) + 2, {}, [])
    assert contents(ours) == contents(theirs)
    tests = [grade_id(cell) for cell in Lesson.read(ours, lesson).source.cells if is_autograded_test(cell)]
    expected = {student: sorted(case.lost(tests)) for student, case in cases.items()}
    assert {student: lost(ours, student, lesson) for student in expected} == expected
    assert (lost(ours, "key", lesson), lost(ours, "untouched", lesson)) == ([], sorted(tests))
    for course in (ours, theirs):
        notebook = read_notebook(notebook_path(course.autograded / "untouched", lesson))
        assert any(output.output_type == "error" for cell in notebook.cells for output in cell.get("outputs", []))


def test_stock_nbgrader_gives_honest_submissions_the_same_rows(tmp_path: Path) -> None:
    lesson = COMPARED[0]
    ours = make_course(tmp_path / "ours")
    build_release(ours, lesson)
    for case in ("with_loops", "floor", "untouched", "syntax_error"):
        hand_in_case(ours, case, lesson, case)
    theirs = Path(shutil.copytree(ours.root, tmp_path / "theirs"))
    with (theirs / "course" / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write(STOCK)
    stock = Course(theirs)
    assert "Autograde" in ours.config
    assert "Autograde" not in stock.config

    grade_here(ours, lesson, in_two_processes)
    grade_with_nbgrader(stock)

    assert contents(ours) == contents(stock)
    assert len(contents(ours)["submitted_notebook"]) == 4


def test_hidden_tests_stay_out_of_feedback_and_what_is_not_graded_gets_no_page(empty_course: Course) -> None:
    lesson = COMPARED[0]
    build_release(empty_course, lesson)
    hand_in(empty_course, "untouched", lesson, notebook_path(empty_course.release, lesson))
    grade_here(empty_course, lesson, in_two_processes)
    hand_in(empty_course, "late", lesson, notebook_path(empty_course.release, lesson))

    [failure] = write_feedback(empty_course, empty_course.submissions(), processes=1)

    assert (failure.student, failure.reason) == ("late", "is not graded yet")
    page = notebook_path(empty_course.root / "course" / "feedback" / "untouched", lesson).with_suffix(".html")
    assert "This hidden test failed: " in page.read_text(encoding="utf-8")
    assert "HIDDEN TESTS" not in page.read_text(encoding="utf-8")
    [row] = [row for row in exported(empty_course) if row["assignment"] == lesson and row["student_id"] == "untouched"]
    assert float(row["score"]) == 0


def exported(course: Course) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(nbgrader_csv(read_scores(course)))))


def test_the_example_class_never_touches_what_was_handed_in(empty_course: Course) -> None:
    notebook = notebook_path(empty_course.submitted / "real", LESSONS[0])
    notebook.parent.mkdir(parents=True)
    notebook.write_text("work", encoding="utf-8")
    assert hand_in_example_class(empty_course) == 0
    assert [path.name for path in empty_course.submitted.iterdir()] == ["real"]
    assert notebook.read_text(encoding="utf-8") == "work"


def test_the_example_class_is_known_by_every_byte_of_it(empty_course: Course) -> None:
    assert hand_in_example_class(empty_course) > 0
    assert is_example_class(empty_course)
    changed = notebook_path(empty_course.submitted / "ada", "L1-A")
    before = changed.read_bytes()
    for after in (before + b"\n", b"\xff"):
        changed.write_bytes(after)
        assert not is_example_class(empty_course)
    changed.write_bytes(before)
    elsewhere = changed.rename(empty_course.root / "elsewhere")
    changed.symlink_to(elsewhere)
    assert not is_example_class(empty_course)
    changed.unlink()
    assert is_example_class(empty_course)
    (changed.parent / "helper.py").touch()
    assert not is_example_class(empty_course)


def test_the_table_tells_what_was_not_submitted_from_what_was_not_graded(empty_course: Course) -> None:
    for lesson in LESSONS[:2]:
        build_release(empty_course, lesson)
    with empty_course.api.gradebook as gradebook:
        gradebook.add_student("ada")
        gradebook.add_submission(LESSONS[0], "ada")
    columns = [list(column.cells) for column in score_table(read_scores(empty_course)).columns]
    assert columns == [["ada"], ["!"], ["-"], ["0"]]
