"""Feedback pages: the ones that nbgrader makes, without a hidden line, written when something on them changed."""

import re
import shutil
import stat
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_output
from sqlalchemy import event
from test_writer import DUE, LESSON, course, executed, grade_by_hand, graded, make_due, record, released

from linquant_course.answers import grade_id, is_autograded_test, is_written_answer
from linquant_course.course import Course, notebook_path, read_notebook
from linquant_course.grader import feedback
from linquant_course.grader.feedback import needs_feedback, write_feedback
from linquant_course.grader.gradebook import Failure
from linquant_course.grader.page import is_waiting
from linquant_course.hidden import told_of_hidden_test

__all__ = ["course", "released"]
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def page_of(course: Course, student: str) -> Path:
    return notebook_path(course.root / "course" / "feedback" / student, LESSON).with_suffix(".html")


def normalised(path: Path) -> list[str]:
    lines = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").prettify().splitlines()
    return [line.strip() for line in lines if line.strip()]


def with_outputs(course: Course) -> NotebookNode:
    """Return an executed notebook with every kind of output that a browser shows, and an answer to be read."""
    notebook = executed(course, failed=(0, 3), partial={5: "0.5"})
    next(filter(is_written_answer, notebook.cells)).source = "Symmetric, because *both* sides are used."
    outputs = [
        new_output("stream", name="stdout", text="<b>plain</b> & text\n"),
        new_output("stream", name="stderr", text="\x1b[31mred\x1b[0m\n"),
        new_output("display_data", {"image/png": PIXEL, "text/plain": "a picture"}),
        new_output("execute_result", {"text/html": "<table><tr><td>1</td></tr></table>"}, execution_count=2),
        new_output("execute_result", {"text/markdown": "# *heading* $x_i$"}, execution_count=3),
        new_output("error", ename="ValueError", evalue="<i>", traceback=["\x1b[0;31mValueError\x1b[0m: <i>"]),
    ]
    notebook.cells.append(new_code_cell("%%time\nx = '<script>'", outputs=outputs, execution_count=1))
    notebook.metadata.language_info = {"name": "python"}
    return notebook


def test_a_page_is_the_one_that_nbgrader_makes(course: Course) -> None:
    make_due(course)
    late = DUE + timedelta(hours=2)
    record(course, graded(course, "ada", notebook=with_outputs(course), timestamp=late))
    grade_by_hand(course, "ada")
    result = course.api.generate_feedback(LESSON, "ada")
    assert result["success"], result
    theirs = normalised(page_of(course, "ada"))
    permissions = page_of(course, "ada").stat().st_mode

    assert write_feedback(course, [("ada", LESSON)], processes=1) == []

    assert normalised(page_of(course, "ada")) == theirs
    assert page_of(course, "ada").stat().st_mode == permissions
    assert any("well done" in line for line in theirs)
    assert any("taken off" in line for line in theirs)
    assert any("not read yet" in line for line in theirs)


@pytest.mark.parametrize(("asked", "given", "waiting"), [(True, None, True), (True, 2.0, False), (False, None, False)])
def test_an_answer_waits_until_a_person_gave_a_score(asked: bool, given: float | None, waiting: bool) -> None:
    assert is_waiting(SimpleNamespace(needs_manual_grade=asked, manual_score=given)) == waiting


def test_a_pool_of_processes_writes_the_same_pages(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    pairs = [(student, LESSON) for student in ("ada", "ben", "cleo")]
    record(course, *(graded(course, student, notebook=with_outputs(course)) for student, _ in pairs))
    pages = {}
    for processes in (1, 2):
        monkeypatch.setattr(feedback, "WORTH_A_POOL", 0)
        shutil.rmtree(course.root / "course" / "feedback", ignore_errors=True)
        told: list[None] = []
        assert write_feedback(course, pairs, processes, lambda told=told: told.append(None)) == []
        assert len(told) == len(pairs)
        pages[processes] = {student: page_of(course, student).read_bytes() for student, _ in pairs}
    assert pages[1] == pages[2]


def test_pages_are_due_when_a_grade_a_comment_the_notebook_or_the_design_changed_and_not_otherwise(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    pairs = [("ada", LESSON), ("ben", LESSON)]
    assert needs_feedback(course, pairs) == []
    record(course, *(graded(course, student) for student, _ in pairs))
    assert needs_feedback(course, pairs) == pairs
    write_feedback(course, pairs, processes=1)
    assert needs_feedback(course, pairs) == []
    grade_by_hand(course, "ben")
    assert needs_feedback(course, pairs) == [("ben", LESSON)]
    write_feedback(course, pairs, processes=1)
    record(course, graded(course, "ada"))
    assert needs_feedback(course, pairs) == [("ada", LESSON)]
    page_of(course, "ben").unlink()
    assert needs_feedback(course, pairs) == pairs
    write_feedback(course, pairs, processes=1)
    monkeypatch.setattr(feedback, "design", lambda: "another design")
    assert needs_feedback(course, pairs) == pairs


def test_what_cannot_be_written_is_named_and_the_other_pages_are_there(course: Course) -> None:
    record(course, *(graded(course, student) for student in ("ada", "ben")))
    broken = notebook_path(course.autograded / "ada", LESSON)
    broken.chmod(0o644)
    broken.write_text("no notebook", encoding="utf-8")
    failures = write_feedback(course, [(student, LESSON) for student in ("ada", "ben", "cleo")], processes=1)
    assert [failure.student for failure in failures] == ["cleo", "ada"]
    assert failures[0] == Failure("cleo", LESSON, "is not graded yet")
    assert "no feedback page" in failures[1].reason
    assert page_of(course, "ben").is_file()


def test_links_in_the_feedback_folder_are_not_followed(course: Course, tmp_path: Path) -> None:
    record(course, graded(course, "ada"))
    target = tmp_path / "target"
    target.write_text("untouched", encoding="utf-8")
    page_of(course, "ada").parent.mkdir(parents=True)
    page_of(course, "ada").symlink_to(target)
    write_feedback(course, [("ada", LESSON)], processes=1)
    assert target.read_text(encoding="utf-8") == "untouched"
    assert not page_of(course, "ada").is_symlink()
    assert stat.S_IMODE(page_of(course, "ada").stat().st_mode) == 0o644


def hidden_lines(course: Course) -> set[str]:
    """Return the lines that only the instructor's version of the tests has."""
    source = read_notebook(notebook_path(course.source, LESSON))
    shown = "\n".join(cell.source for cell in read_notebook(notebook_path(course.release, LESSON)).cells)
    tests = "\n".join(cell.source for cell in source.cells if is_autograded_test(cell))
    regions = re.findall(r"### BEGIN HIDDEN TESTS\n(.*?)### END HIDDEN TESTS", tests, re.DOTALL)
    lines = {line.strip() for region in regions for line in region.splitlines()}
    return {line for line in lines if len(line) > 8 and line not in shown}


@pytest.mark.parametrize("marker", ["### BEGIN HIDDEN TESTS", "# BEGIN HIDDEN TESTS"])
def test_no_hidden_line_and_no_output_of_a_hidden_test_is_on_a_page(course: Course, marker: str) -> None:
    notebook, told = with_outputs(course), []
    source = {grade_id(cell): cell.source for cell in read_notebook(notebook_path(course.source, LESSON)).cells}
    for cell in filter(is_autograded_test, notebook.cells):
        cell.source = source[grade_id(cell)]
        if "BEGIN HIDDEN TESTS" in cell.source:
            told.append(told_of_hidden_test(cell.source))
            traceback = [f"----> {line}" for line in cell.source.splitlines()]
            cell.outputs = [
                new_output("stream", name="stdout", text="printed by a hidden test"),
                new_output("display_data", {"text/html": "shown by a hidden test"}),
                new_output("error", ename="AssertionError", evalue="told by a hidden test", traceback=traceback),
            ]
        cell.source = cell.source.replace("### BEGIN HIDDEN TESTS", marker)
    record(course, graded(course, "ada", notebook=notebook))
    assert write_feedback(course, [("ada", LESSON)], processes=1) == []
    text = BeautifulSoup(page_of(course, "ada").read_text(encoding="utf-8"), "html.parser").get_text()
    assert len(hidden_lines(course)) > 10
    assert [line for line in hidden_lines(course) if line in text] == []
    assert "by a hidden test" not in text
    assert [sentence for sentence in told if sentence not in text] == []


def test_the_number_of_queries_does_not_depend_on_the_number_of_pages(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    students = [f"s{number}" for number in range(6)]
    record(course, *(graded(course, student) for student in students))
    counts = []
    for chosen in (students[:1], students):
        gradebook, seen = course.api.gradebook, []
        event.listen(gradebook.engine, "before_cursor_execute", lambda *_, seen=seen: seen.append(1))
        monkeypatch.setattr(type(course.api), "gradebook", gradebook)
        write_feedback(course, [(student, LESSON) for student in chosen], processes=1)
        counts.append(len(seen))
        monkeypatch.undo()
    assert counts[0] == counts[1] > 0
