"""linquant start and progress: copies to work on, and what their visible tests say."""

import re
import shutil
from pathlib import Path

import nbformat
import pytest
from conftest import LESSONS, ROOT, make_course
from markdown_it import MarkdownIt
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.utils import compute_checksum
from test_cli import run

from linquant_course.answers import fill_in, grade_id, is_autograded_test, read_cases
from linquant_course.course import Course, CourseError, notebook_path, read_notebook
from linquant_course.progress import Progress, State, lessons_in, look_at, progress_table
from linquant_course.start import copy_lessons, readme_rows
from linquant_course.translate import languages

LESSON = "L1-A"
NO_CELLS = '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": {}}'
KERNEL = {"name": "no-such-kernel", "display_name": "Another"}


@pytest.fixture
def course(tmp_path: Path) -> Course:
    course = make_course(tmp_path / "clone")
    shutil.copy(ROOT / "README.md", course.root)
    return course


def rows_of_table(page: str) -> list[list[str]]:
    return [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith("| [")]


def test_the_start_page_has_the_readme_s_rows_in_order_and_links_that_work(course: Course, tmp_path: Path) -> None:
    copy_lessons(course, tmp_path / "work")
    page = (tmp_path / "work" / "START.md").read_text(encoding="utf-8")
    readme = [re.split(r" ?\| ?", line)[1:-1] for line in (ROOT / "README.md").read_text().splitlines()]
    expected = [
        [row[0].replace(" ", " · ", 1), row[1], row[3].replace(" ", "\xa0"), row[4]]
        for row in readme
        if row and row[0][:1] == "L"
    ]
    shown = [[re.sub(r"\[(.*)\]\(.*\)", r"\1", row[0]), *row[1:]] for row in rows_of_table(page)]
    assert shown == expected
    links = [
        str(token.attrs["href"])
        for block in MarkdownIt("commonmark").enable("table").parse(page)
        for token in block.children or []
        if token.type == "link_open"
    ]
    assert links == [f"{lesson}/{lesson}.ipynb" for lesson in LESSONS]
    assert all((tmp_path / "work" / link).is_file() for link in links)


@pytest.mark.parametrize("language", languages(Course(ROOT)))
def test_a_translated_start_page_has_no_english_row(tmp_path: Path, language: str) -> None:
    course = Course(ROOT)
    copy_lessons(course, tmp_path, language)
    rows = rows_of_table((tmp_path / "START.md").read_text(encoding="utf-8"))
    assert len(rows) == len(LESSONS)
    questions = {row.question for row in readme_rows(course)}
    assert [row for row in rows if row[1] in questions or "min" in row[2]] == []
    for lesson in LESSONS:
        copy, release = (notebook_path(folder, lesson) for folder in (tmp_path, course.release_in(language)))
        assert copy.read_bytes() == release.read_bytes()


def test_starting_again_changes_no_file_and_brings_what_is_new(course: Course, tmp_path: Path) -> None:
    written, kept = copy_lessons(course, tmp_path / "work")
    assert (len(written), kept) == (len(LESSONS) + 1, [])
    mine, removed = (notebook_path(tmp_path / "work", lesson) for lesson in LESSONS[:2])
    mine.write_text("my work", encoding="utf-8")
    removed.unlink()
    written, kept = copy_lessons(course, tmp_path / "work")
    assert (written, len(kept)) == ([removed], len(LESSONS))
    assert mine.read_text(encoding="utf-8") == "my work"


def test_what_cannot_be_started_is_told_before_anything_is_written(course: Course, tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="no translation into zh_CN; there are none"):
        copy_lessons(course, tmp_path / "work", "zh_CN")
    (course.root / "README.md").write_text("no table", encoding="utf-8")
    with pytest.raises(CourseError, match="has no row for L1-A"):
        copy_lessons(course, tmp_path / "work")
    assert not (tmp_path / "work").exists()
    shutil.copy(ROOT / "README.md", course.root)
    (tmp_path / "work").touch()
    with pytest.raises(CourseError, match="cannot be written"):
        copy_lessons(course, tmp_path / "work")


def graded_cell(name: str, source: str, *, solution: bool, points: int = 0) -> NotebookNode:
    about = {"grade_id": name, "grade": points > 0, "solution": solution, "locked": not solution, "task": False}
    cell = new_code_cell(source, metadata={"nbgrader": about | {"points": points, "schema_version": 3}})
    cell.metadata.nbgrader.checksum = compute_checksum(cell)
    return cell


def write_small_lesson(folder: Path, answer: str | None) -> Path:
    """Write a lesson that needs no torch, with an answer in its solution cell or without."""
    cells = [
        new_markdown_cell("# A small lesson"),
        graded_cell("double", "def double(x):\n    raise NotImplementedError()", solution=True),
        graded_cell("test_double_two", '"""Twice two."""\nassert double(2) == 4', solution=False, points=2),
        graded_cell("test_double_zero", '"""Twice nothing."""\nassert double(0) == 0', solution=False, points=1),
        graded_cell("test_double_more", "# Hidden test: more.", solution=False, points=3),
    ]
    cells[1].source = answer or cells[1].source
    path = notebook_path(folder, "S1-A")
    path.parent.mkdir()
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": KERNEL}), path)
    return path


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (None, Progress("S1-A", State.NOT_STARTED, 0, 2, 0, 3)),
        ("def double(x):\n    return x * x", Progress("S1-A", State.PASSES, 2, 2, 3, 3)),
        ("def double(x):\n    return x + 2", Progress("S1-A", State.IN_PROGRESS, 1, 2, 2, 3)),
        ("def double(x)", Progress("S1-A", State.IN_PROGRESS, 0, 2, 0, 3)),
    ],
    ids=["untouched", "right for what is visible", "half right", "no Python"],
)
def test_the_visible_tests_are_counted(tmp_path: Path, answer: str | None, expected: Progress) -> None:
    path = write_small_lesson(tmp_path, answer)
    before = path.read_bytes()
    assert look_at(path) == expected
    assert path.read_bytes() == before


def test_a_lesson_that_kills_its_kernel_is_told_and_hides_no_other(tmp_path: Path) -> None:
    found = look_at(write_small_lesson(tmp_path, "import os\nos._exit(1)"))
    assert (found.state, found.remark[:17]) == (State.UNKNOWN, "DeadKernelError: ")


@pytest.mark.parametrize("content", ["", "{}", "[]", "{", NO_CELLS])
def test_a_damaged_file_is_told(tmp_path: Path, content: str) -> None:
    path = tmp_path / "L1-A.ipynb"
    path.write_text(content, encoding="utf-8")
    found = look_at(path)
    assert found.state == State.UNKNOWN
    assert found.remark == "the file is damaged or no notebook"


def test_a_changed_test_does_not_count(tmp_path: Path) -> None:
    path = write_small_lesson(tmp_path, "def double(x):\n    return 2 * x")
    notebook = read_notebook(path)
    notebook.cells[2].source = "pass"
    nbformat.write(notebook, path)
    found = look_at(path)
    assert (found.state, found.passed, found.points) == (State.IN_PROGRESS, 1, 1)
    assert found.remark == "these tests were changed and do not count: test_double_two"


def test_a_real_lesson_loses_the_visible_tests_that_its_answer_loses(course: Course, tmp_path: Path) -> None:
    case = next(case for case in read_cases(course, LESSON) if case.loses and case.rest == "answer")
    notebook = fill_in(course, case)
    tests = [cell for cell in notebook.cells if is_autograded_test(cell)]
    visible = [grade_id(cell) for cell in tests if not cell.source.startswith("# Hidden test")]
    lost = case.lost([grade_id(cell) for cell in tests]).intersection(visible)
    path = notebook_path(tmp_path, LESSON)
    path.parent.mkdir()
    nbformat.write(notebook, path)
    found = look_at(path)
    assert (found.passed, found.tests) == (len(visible) - len(lost), len(visible))


def test_lessons_are_found_in_order_and_a_lesson_s_own_folder_will_do(course: Course) -> None:
    assert [path.stem for path in lessons_in(course.release)] == LESSONS
    assert [path.stem for path in lessons_in(course.release / LESSON)] == [LESSON]


def test_a_folder_without_lessons_is_told(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, output = run(["progress"], capfd, monkeypatch)
    assert code == 2
    assert output == "error: no lesson, such as L1-A/L1-A.ipynb, in .: name another folder, or run linquant start\n"


def test_the_table_shows_every_lesson_of_the_folder_where_one_works(
    course: Course, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(course.root)
    assert run(["start"], capfd, monkeypatch)[0] == 0
    notebook_path(Path("work"), LESSON).write_text("damaged", encoding="utf-8")
    code, output = run(["progress"], capfd, monkeypatch)
    assert code == 0
    lines = [line.split() for line in output.splitlines() if line.startswith(" L")]
    assert [line[0] for line in lines] == LESSONS
    assert " ".join(lines[0][1:]) == "cannot be run (the file is damaged or no notebook)"
    assert all(line[-2:] == ["not", "started"] for line in lines[1:])


def test_markup_in_a_remark_is_shown_as_it_is() -> None:
    [*_, last] = progress_table([Progress("L1-A", State.UNKNOWN, remark="[red]x[/nothing]")]).columns
    assert next(iter(last.cells)) == r"[red]cannot be run[/] (\[red]x\[/nothing])"


def test_the_last_row_is_the_sum() -> None:
    lessons = [Progress("L1-A", State.IN_PROGRESS, 1, 2, 2, 5), Progress("L1-B", State.PASSES, 3, 3, 4.5, 4.5)]
    columns = [list(column.cells)[-1] for column in progress_table(lessons).columns]
    assert columns[:3] == ["all", "4 of 5", "6.5 of 9.5"]
