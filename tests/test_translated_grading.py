"""A translated lesson is graded like the lesson, and comes back in its language."""

import re
import shutil
from pathlib import Path

import nbformat
import polib
import pytest
from conftest import make_course
from nbformat import NotebookNode
from nbgrader.utils import compute_checksum
from test_grade import grade_here, in_two_processes

from linquant_course.answers import fill_in, is_solution, is_written_answer, read_case
from linquant_course.build import build_release, build_translation, build_translations
from linquant_course.course import Course, CourseError, notebook_path, read_notebook
from linquant_course.grader.feedback import write_feedback
from linquant_course.grader.intake import Submission, rebuild
from linquant_course.grader.lesson import Lesson
from linquant_course.translate import catalogue_path, lesson_texts, translatable, update_catalogue

# L3-A has an answer in words.
LESSON = "L3-A"
MADE_UP = "xx"


@pytest.fixture
def translated_course(tmp_path: Path) -> Course:
    """A course with one lesson in a language of its own, which does not depend on any translator."""
    course = make_course(tmp_path / "clone")
    path = catalogue_path(course, MADE_UP, LESSON)
    update_catalogue(path, MADE_UP, lesson_texts(course, LESSON))
    entries = polib.pofile(str(path))
    for entry in entries:
        entry.msgstr = re.sub(r"[a-z]{4,}", "xyzzy", entry.msgid)
    entries.save()
    build_translation(course, MADE_UP, LESSON)
    return course


def handed_in(course: Course, case: str, language: str | None) -> NotebookNode:
    """Return a case's answers in the release of a language."""
    answers = {
        cell.id: cell.source for cell in fill_in(course, read_case(course.answers / LESSON / f"{case}.py")).cells
    }
    notebook = read_notebook(notebook_path(course.release_in(language), LESSON))
    for cell in notebook.cells:
        if is_solution(cell) or is_written_answer(cell):
            cell.source = answers[cell.id]
    return notebook


def rebuilt(course: Course, notebook: NotebookNode) -> tuple[NotebookNode, tuple[str, ...]]:
    data = nbformat.writes(notebook).encode()
    return rebuild(Lesson.read(course, LESSON), Submission("ada", LESSON, data, (), None))


def wrong_case(course: Course) -> str:
    return next(path.stem for path in sorted((course.answers / LESSON).glob("*.py")) if read_case(path).loses)


def test_a_translated_lesson_gets_the_same_grades_and_pages_in_its_language(translated_course: Course) -> None:
    course, case = translated_course, wrong_case(translated_course)
    build_release(course, LESSON)
    for student, language in (("english", None), ("other", MADE_UP)):
        path = notebook_path(course.submitted / student, LESSON)
        path.parent.mkdir(parents=True)
        nbformat.write(handed_in(course, case, language), path)

    report = grade_here(course, LESSON, in_two_processes)
    assert write_feedback(course, course.submissions(), processes=1) == []

    assert (len(report.graded), report.notes, report.failures) == (2, {}, [])
    with course.api.gradebook as gradebook:
        found = [
            {grade.name: grade.auto_score for grade in gradebook.find_submission_notebook(LESSON, LESSON, name).grades}
            for name in ("english", "other")
        ]
    assert found[0] == found[1]
    assert 0 < sum(score or 0 for score in found[0].values()) < 22
    for student, language in (("english", None), ("other", MADE_UP)):
        texts = translatable(read_notebook(notebook_path(course.release_in(language), LESSON)))
        graded = read_notebook(notebook_path(course.autograded / student, LESSON))
        assert translatable(graded) == texts
        assert graded.metadata.get("linquant", {}).get("language") == language
        locked = [cell for cell in graded.cells if cell.cell_type == "markdown" and cell.id in ("intro", "summary")]
        assert [cell.metadata.nbgrader.checksum for cell in locked] == [compute_checksum(cell) for cell in locked]
        page = notebook_path(course.root / "course" / "feedback" / student, LESSON).with_suffix(".html")
        assert ("xyzzy" in page.read_text(encoding="utf-8")) == (language == MADE_UP)


def test_what_a_submission_says_of_its_language_is_not_believed(translated_course: Course) -> None:
    for language in (None, MADE_UP):
        for claim in ({"language": "../../secret"}, {"language": MADE_UP}, {"language": None}, "xx", None):
            notebook = handed_in(translated_course, wrong_case(translated_course), language)
            notebook.metadata.linquant = claim
            graded, notes = rebuilt(translated_course, notebook)
            assert notes == ()
            assert graded.metadata.get("linquant") == ({"language": MADE_UP} if language else None)


def test_an_edited_text_comes_back_in_the_submission_s_language(translated_course: Course) -> None:
    notebook = handed_in(translated_course, wrong_case(translated_course), MADE_UP)
    intro = notebook.cells[0].source
    notebook.cells[0].source = "forged"
    graded, notes = rebuilt(translated_course, notebook)
    assert notes == ("These locked cells differ from the lesson's; the lesson's own were used: intro.",)
    assert graded.cells[1].source == intro


def test_texts_without_metadata_are_recognised(translated_course: Course) -> None:
    notebook = handed_in(translated_course, wrong_case(translated_course), MADE_UP)
    for cell in notebook.cells:
        cell.metadata = NotebookNode()
        cell.id = f"new-{cell.id}"
    graded, notes = rebuilt(translated_course, notebook)
    assert graded.metadata.linquant.language == MADE_UP
    assert [note for note in notes if "lesson's own" in note or "cells of the lesson were missing" in note] == []


def test_an_incomplete_catalogue_is_named_and_the_other_lessons_are_built(translated_course: Course) -> None:
    shutil.rmtree(translated_course.release_in(MADE_UP))
    with pytest.raises(CourseError, match=r"there is no catalogue .*L2-A\.po"):
        build_translations(translated_course, MADE_UP, ["L2-A", LESSON])
    assert [path.name for path in translated_course.release_in(MADE_UP).iterdir()] == [LESSON]


def test_other_files_of_a_lesson_are_copied(translated_course: Course) -> None:
    (translated_course.release / LESSON / "picture.png").write_bytes(b"picture")
    left_over = translated_course.release_in(MADE_UP) / LESSON / "old.png"
    left_over.touch()
    build_translation(translated_course, MADE_UP, LESSON)
    assert (left_over.parent / "picture.png").read_bytes() == b"picture"
    assert not left_over.exists()
