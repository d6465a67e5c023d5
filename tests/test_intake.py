"""Whatever is handed in becomes a notebook that can be graded, and honest work comes through as it is."""

import json
import os
import shutil
from datetime import datetime
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import pytest
from conftest import LESSONS, ROOT
from faulty import FAULTS, at, code, edited, read_fault
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from inprocess import lost_tests
from nbformat import NotebookNode
from nbgrader.utils import compute_checksum, determine_grade, is_grade

from linquant_course.answers import fill_in, grade_id, is_autograded_test, is_solution, is_written_answer, read_cases
from linquant_course.course import Course, notebook_path
from linquant_course.grader.intake import SENTENCES, Submission, read_submission, rebuild
from linquant_course.grader.lesson import Lesson
from linquant_course.grader.note import Note

LESSON = "L2-A"
FAULT_FILES = sorted(FAULTS.glob("*/*.py"))


@cache
def read_lesson(name: str) -> Lesson:
    return Lesson.read(Course(ROOT), name)


@cache
def honest() -> bytes:
    course = Course(ROOT)
    case = next(case for case in read_cases(course, LESSON) if case.name == "with_a_loop")
    return nbformat.writes(fill_in(course, case)).encode()


def rebuilt(data: bytes | None, lesson: str = LESSON) -> tuple[NotebookNode, tuple[str, ...]]:
    return rebuild(read_lesson(lesson), Submission("ada", lesson, data, (), None))


def answers(notebook: NotebookNode) -> dict[str, str]:
    return {grade_id(cell): cell.source for cell in notebook.cells if is_solution(cell) or is_written_answer(cell)}


def graded(notebook: NotebookNode) -> list[tuple[str, str, float]]:
    return [
        (grade_id(cell), cell.cell_type, cell.metadata.nbgrader.points) for cell in notebook.cells if is_grade(cell)
    ]


@pytest.fixture
def folder(tmp_path: Path) -> SimpleNamespace:
    """Stand in for a course that has no more than its submitted folder and its lessons."""
    (tmp_path / "submitted" / "ada" / LESSON).mkdir(parents=True)
    return SimpleNamespace(submitted=tmp_path / "submitted", source=ROOT / "source_notebooks")


@pytest.mark.parametrize("lesson", LESSONS)
def test_honest_submissions_come_through_unchanged_and_without_notes(course: Course, lesson: str) -> None:
    for case in read_cases(course, lesson):
        handed_in = fill_in(course, case)
        notebook, notes = rebuilt(nbformat.writes(handed_in).encode(), lesson)
        nbformat.validate(notebook)
        assert notes == (), case.name
        assert [(cell.id, cell.cell_type) for cell in notebook.cells] == [
            (cell.id, cell.cell_type) for cell in handed_in.cells
        ]
        assert answers(notebook) == answers(handed_in)
        assert [cell.source for cell in notebook.cells if not grade_id(cell)] == [
            cell.source for cell in handed_in.cells if not grade_id(cell)
        ]


@pytest.mark.parametrize("path", FAULT_FILES, ids=[f"{path.parent.name}-{path.stem}" for path in FAULT_FILES])
def test_a_fault_of_form_costs_what_it_deserves_and_is_told(
    course: Course, folder: SimpleNamespace, path: Path
) -> None:
    fault = read_fault(course, path)
    fault.hand_in(folder.submitted / "ada" / fault.lesson)
    submission = read_submission(folder, "ada", fault.lesson)
    notebook, notes = rebuild(read_lesson(fault.lesson), submission)
    nbformat.validate(notebook)
    nbformat.writes(notebook).encode()
    assert any(fault.note in note for note in notes) if fault.note else notes == ()
    assert fault.says
    source = read_lesson(fault.lesson).source
    assert graded(notebook) == graded(source)
    deserves_to_lose = fault.case.lost([grade_id(cell) for cell in source.cells if is_autograded_test(cell)])
    if fault.own_form:
        assert lost_tests(notebook, source) == deserves_to_lose
    else:
        assert {name: answers(notebook)[name] for name in fault.case.cells} == fault.case.cells


def test_locked_cells_come_from_the_source_with_their_hidden_tests() -> None:
    def forge(cells: list[dict[str, Any]]) -> None:
        for cell in cells:
            if cell["metadata"].get("nbgrader", {}).get("locked"):
                cell["source"] = "forged"

    notebook, _ = rebuilt(edited(honest(), forge))
    source = {grade_id(cell): cell.source for cell in read_lesson(LESSON).source.cells}
    locked = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("locked")]
    assert [cell.source for cell in locked] == [source[grade_id(cell)] for cell in locked]
    assert any("### BEGIN HIDDEN TESTS" in cell.source for cell in locked)


def test_nothing_but_text_is_taken() -> None:
    def decorate(cells: list[dict[str, Any]]) -> None:
        for cell in cells:
            cell["metadata"] |= {"tags": ["skip-execution"], "jupyter": {"source_hidden": True}}
            cell["attachments"] = {"a.png": {"image/png": ""}}
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "forged"}]

    notebook, _ = rebuilt(edited(honest(), decorate))
    plain, _ = rebuilt(honest())
    assert notebook.cells[1:] == plain.cells


def test_points_of_the_submission_do_not_count() -> None:
    notebook, _ = rebuilt(honest().replace(b'"points": 2', b'"points": 1000'))
    assert graded(notebook) == graded(read_lesson(LESSON).source)


def test_what_a_student_writes_is_made_harmless() -> None:
    markdown = {"cell_type": "markdown", "metadata": {}, "source": "<img src=x onerror=alert(1)>"}
    notebook, _ = rebuilt(edited(honest(), lambda cells: cells.append(markdown)))
    assert notebook.cells[-1].source == "< img src=x onerror=alert(1)>"


def test_own_cells_stay_behind_the_cell_that_they_followed() -> None:
    notebook, _ = rebuilt(edited(honest(), lambda cells: cells.insert(at(cells, "every_code") + 1, code("mine"))))
    sources = [cell.source for cell in notebook.cells]
    assert grade_id(notebook.cells[sources.index("mine") - 1]) == "every_code"
    assert notebook.cells[sources.index("mine")].id == "extra-1"


def test_untouched_answers_are_known_by_their_checksum() -> None:
    notebook, notes = rebuilt(None)
    assert answers(notebook) == read_lesson(LESSON).stubs
    assert notes == ()
    for cell in notebook.cells:
        if grade_id(cell):
            assert cell.metadata.nbgrader.checksum == compute_checksum(cell)
            assert cell.metadata.nbgrader.schema_version == 3
    answered, _ = rebuilt(honest())
    changed = [cell for cell in answered.cells if is_solution(cell)]
    assert all(cell.metadata.nbgrader.checksum != compute_checksum(cell) for cell in changed)


def test_an_unanswered_question_gets_no_points_and_an_answered_one_waits_for_a_person() -> None:
    def question(text: str) -> NotebookNode:
        def write(cells: list[dict[str, Any]]) -> None:
            cells[at(cells, "weights_and_activations")]["source"] = text

        release = notebook_path(ROOT / "course" / "release", "L3-A").read_bytes()
        notebook, _ = rebuilt(edited(release, write), "L3-A")
        return next(cell for cell in notebook.cells if is_written_answer(cell))

    assert determine_grade(question(read_lesson("L3-A").stubs["weights_and_activations"]))[0] == 0
    assert determine_grade(question("Symmetric, since $-a < w < a$."))[0] is None


def test_notes_stand_in_the_first_cell() -> None:
    submission = Submission("ada", LESSON, None, (Note("The file {names} cannot be read.", ("a_b.ipynb",)),), None)
    notebook, notes = rebuild(read_lesson(LESSON), submission)
    assert notes == ("The file a_b.ipynb cannot be read.",)
    assert notebook.cells[0].source == "**From the grader:**\n\n- The file a\\_b.ipynb cannot be read."


def test_every_sentence_is_one() -> None:
    assert [sentence for sentence in SENTENCES.values() if not (sentence[0].isupper() and sentence.endswith("."))] == []


def test_links_pipes_and_folders_are_no_notebooks(folder: SimpleNamespace) -> None:
    place = folder.submitted / "ada" / LESSON
    (folder.submitted / "secret.ipynb").write_bytes(honest())
    name = place / f"{LESSON}.ipynb"
    for make in (lambda: name.symlink_to("../../secret.ipynb"), lambda: os.mkfifo(name), lambda: name.mkdir()):
        make()
        submission = read_submission(folder, "ada", LESSON)
        assert submission.data is None
        assert any("No notebook that can be read was handed in" in str(note) for note in submission.notes)
        name.rmdir() if name.is_dir() and not name.is_symlink() else name.unlink()


@pytest.mark.parametrize("linked", ["ada", f"ada/{LESSON}"])
def test_linked_folders_are_not_entered(folder: SimpleNamespace, linked: str) -> None:
    elsewhere = folder.submitted.parent / "elsewhere"
    shutil.move(folder.submitted / linked, elsewhere)
    (folder.submitted / linked).symlink_to(elsewhere)
    for place in (elsewhere, elsewhere / LESSON):
        place.mkdir(exist_ok=True)
        (place / f"{LESSON}.ipynb").write_bytes(honest())
    submission = read_submission(folder, "ada", LESSON)
    assert submission.data is None
    assert str(submission.notes[0]) == "The submission's folder is missing, is a link or cannot be read."


def test_a_linked_folder_inside_a_submission_is_not_entered(folder: SimpleNamespace) -> None:
    elsewhere = folder.submitted.parent / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / f"{LESSON}.ipynb").write_bytes(honest())
    (folder.submitted / "ada" / LESSON / "inner").symlink_to(elsewhere)
    assert read_submission(folder, "ada", LESSON).data is None


@pytest.mark.parametrize("student", ["nobody", "..", "a\0b", "x" * 300])
def test_a_folder_that_is_not_there_is_told(folder: SimpleNamespace, student: str) -> None:
    assert read_submission(folder, student, LESSON).notes


TIMES = {
    "2025-02-02 15:58:23.948203 UTC": datetime(2025, 2, 2, 15, 58, 23, 948203),
    "2025-02-02 15:58:23 America/Los_Angeles\n": datetime(2025, 2, 2, 23, 58, 23),
    "2025-02-02T15:58:23+01:00": datetime(2025, 2, 2, 14, 58, 23),
    "2025-02-02 15:58:23": datetime(2025, 2, 2, 15, 58, 23),
    "2099-01-01 00:00:00 UTC": None,
    "0001-01-01 00:00:00 UTC": None,
    "2025-02-30 00:00:00 UTC": None,
    "2025-02-02 15:58:23 ../../../etc/passwd": None,
    "2025-02-02 15:58:23 /dev/zero": None,
    "yesterday": None,
    "": None,
    "2025-02-02 15:58:23 UTC" + 1000 * " ": None,
}


@pytest.mark.parametrize(("text", "time"), TIMES.items(), ids=[text[:40].strip() or "empty" for text in TIMES])
def test_times_are_read_or_ignored_with_a_note(folder: SimpleNamespace, text: str, time: datetime | None) -> None:
    (folder.submitted / "ada" / LESSON / f"{LESSON}.ipynb").write_bytes(honest())
    (folder.submitted / "ada" / LESSON / "timestamp.txt").write_text(text)
    submission = read_submission(folder, "ada", LESSON)
    assert submission.timestamp == time
    assert [*map(str, submission.notes)] == (
        [] if time else ["The time in timestamp.txt makes no sense and is ignored."]
    )


def test_of_several_notebooks_the_one_with_this_lesson_is_taken(folder: SimpleNamespace) -> None:
    place = folder.submitted / "ada" / LESSON
    (place / f"{LESSON}.ipynb").write_text('{"cells": []}')
    (place / "mine.ipynb").write_bytes(honest())
    (place / "other.ipynb").write_bytes(notebook_path(ROOT / "course" / "release", "L3-B").read_bytes())
    submission = read_submission(folder, "ada", LESSON)
    assert submission.data == honest()
    assert str(submission.notes[0]) == f"The notebook was handed in as mine.ipynb and is graded as {LESSON}.ipynb."


KEYS = [
    "cells",
    "worksheets",
    "cell_type",
    "metadata",
    "nbgrader",
    "grade_id",
    "source",
    "input",
    "id",
    "points",
    "locked",
]
VALUES = [
    "code",
    "markdown",
    "every_code",
    "setup",
    "test_every_code_starts_at_quant_min",
    "def every_code():",
    "\ud800",
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(VALUES),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6),
    max_leaves=20,
)
ABOUT = st.fixed_dictionaries({}, optional={"grade_id": st.sampled_from(VALUES) | JSON, "points": JSON, "locked": JSON})
METADATA = st.fixed_dictionaries({}, optional={"nbgrader": ABOUT | JSON})
FIELDS = {"cell_type": JSON, "metadata": METADATA | JSON, "source": JSON, "id": st.sampled_from(VALUES) | JSON}
CELL = st.fixed_dictionaries({}, optional=FIELDS)
NOTEBOOK = st.fixed_dictionaries({"cells": st.lists(CELL | JSON, max_size=8) | JSON}) | JSON


def assert_gradable(data: bytes) -> None:
    notebook, notes = rebuilt(data)
    nbformat.validate(notebook)
    nbformat.writes(notebook).encode()
    assert graded(notebook) == graded(read_lesson(LESSON).source)
    assert all(isinstance(note, str) for note in notes)


@given(NOTEBOOK)
@settings(max_examples=200)
def test_any_structure_becomes_a_notebook_with_each_grade_cell_once(structure: object) -> None:
    assert_gradable(json.dumps(structure).encode())


@given(st.binary(max_size=200))
@example(b"\xff\xfe")
@example(b"[" * 200_000)
@example(b'{"cells": [' + b"9" * 10_000 + b"]}")
@settings(max_examples=200)
def test_any_bytes_become_a_notebook_with_each_grade_cell_once(data: bytes) -> None:
    assert_gradable(data)


@given(st.data())
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_damage_to_a_notebook_leaves_one_that_can_be_graded(data: st.DataObject) -> None:
    notebook = bytearray(honest())
    for _ in range(data.draw(st.integers(1, 5))):
        place = data.draw(st.integers(0, len(notebook) - 1))
        notebook[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    assert_gradable(bytes(notebook))


@given(st.binary(max_size=60), st.binary(max_size=60))
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_files_can_be_read(folder: SimpleNamespace, notebook: bytes, time: bytes) -> None:
    place = folder.submitted / "ada" / LESSON
    (place / f"{LESSON}.ipynb").write_bytes(notebook)
    (place / "timestamp.txt").write_bytes(time)
    assert read_submission(folder, "ada", LESSON).data == notebook
