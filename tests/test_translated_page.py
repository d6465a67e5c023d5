"""A feedback page and its notes are in the language of the submission; what is stored for the instructor is English."""

import re
import shutil
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from conftest import ROOT, make_course
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from sqlalchemy import create_engine, select
from test_feedback_page import PIXEL, answer, check, error, page_of, words
from test_grade import grade_here, in_two_processes

from linquant_course.build import build_release
from linquant_course.course import Course, notebook_path, read_notebook
from linquant_course.grader import feedback, folder, intake, remarks
from linquant_course.grader.feedback import write_feedback
from linquant_course.grader.intake import NOTES, Submission, rebuild
from linquant_course.grader.lesson import Lesson
from linquant_course.grader.marks import NO_RESPONSE
from linquant_course.grader.note import BYTE_ORDER_MARK, OWN_CELL, Note
from linquant_course.grader.rows import linquant_graded
from linquant_course.grader.trusted import STOPPED
from linquant_ref import hints
from linquant_ref.language import translated

LESSON = "L2-A"
CHINESE = "zh_CN"
IN_CHINESE = {"linquant": {"language": CHINESE}}
WORD = re.compile(r"[A-Za-z]{2,}")
# Names, which stay what they are in a sentence too.
NAMES = {"AssertionError", "RuntimeError", "Python", "nbgrader", "id", "notebook", "timestamp", "txt"}
NAMES |= {"BOM", "JSON", "MB", "NUL", "UTF"}


def english_in(text: str) -> set[str]:
    return set(WORD.findall(text)) - NAMES


def page_with_every_word(**changes: object) -> BeautifulSoup:
    """Return a page on which everything that the course says stands at least once, but no word of a student's."""
    hidden = "# Hidden test: zeros."
    told = new_output("stream", name="stdout", text="This hidden test failed: zeros.\n")
    remarked = [new_output("stream", name="stdout", text=text.format(count=3)) for text in remarks.OF_OUTPUTS]
    messages = [text.format(seconds=20, number=3, line="1") for text in remarks.OF_TESTS]
    stops = [error("RuntimeError", message, ["line 3 of this test:  1"]) for message in messages]
    note = Note(intake.SENTENCES["edited"], ("1",)).in_language(CHINESE)
    return page_of(
        new_markdown_cell(note, id=NOTES),
        answer("a", "1", comment="1"),
        check("test_a_1", 1),
        check("test_a_2", 0.5),
        check(
            "test_a_3",
            0,
            *stops,
            error("NotImplementedError", "yet"),
            error(message=f"1\nHint: {hints.STEPS}", where=[]),
        ),
        check("test_a_4", 1, source=hidden),
        check("test_a_5", 0, told, source=hidden),
        answer("b", "1", comment=NO_RESPONSE),
        check("test_b_1", 0),
        answer("c", "1", grade=True, score=0, points=3, waiting=True),
        answer("d", "1", grade=True, score=0, points=3, waiting=False),
        answer("e", "1", grade=True, score=0, points=3, waiting=False, comment=NO_RESPONSE),
        new_markdown_cell(f"1\n{remarks.CUT.format(count=3)}"),
        new_code_cell("1", outputs=[*remarked, new_output("display_data", {"image/png": PIXEL})]),
        metadata=IN_CHINESE,
        student="1",
        assignment="1",
        **changes,
    )


@pytest.mark.parametrize("late", [0, 1, 2.5])
def test_a_chinese_page_says_nothing_in_english_but_code_and_what_tests_are_called(late: float) -> None:
    page = page_with_every_word(late_penalty=late)
    for part in page.select("style, code, [lang=en]"):
        part.extract()
    said = " ".join([page.get_text(" "), *(image["alt"] for image in page.select("[alt]"))])
    assert english_in(said) == set()
    assert page.select("[title], [placeholder], [aria-label]") == []


def test_what_stays_english_on_a_chinese_page_is_marked_as_english() -> None:
    page = page_with_every_word()
    marked = {words(part) for part in page.select("[lang=en]")}
    assert marked == {"Zero is exact.", "zeros.", "2", "3", "5"}
    assert words(page.select_one("#cell-test_a_5 .bar")) == "✗ 未通过 这个隐藏测试没有通过： zeros. 0 / 1"
    assert words(page.select_one("#cell-test_a_4")) == "✓ 通过 隐藏测试： zeros. 1 / 1"
    assert [part.name for part in page_of(check("test_a_1", 0)).select("[lang=en]")] == ["html"]


@pytest.mark.parametrize(
    ("late", "english", "chinese"),
    [(0.5, "0.5 points", "0.5 分"), (1, "1 point ", "1 分"), (1.5, "1.5 points", "1.5 分"), (10, "10 points", "10 分")],
)
def test_points_are_counted_as_the_language_counts(late: float, english: str, chinese: str) -> None:
    question = answer("a", "1", grade=True, score=0, points=late, waiting=True)
    for selector in (".late", ".unread"):
        assert english in words(page_of(question, late_penalty=late).select_one(selector))
        assert chinese in words(page_of(question, late_penalty=late, metadata=IN_CHINESE).select_one(selector))


def test_hints_of_the_course_are_in_the_page_s_language_and_others_stay() -> None:
    message = f"got 3\nHint: {hints.STEPS}\nHint: mine\nHint: "
    for metadata, language in ((IN_CHINESE, CHINESE), ({}, "en")):
        page = page_of(answer(), check("test_scale_zeros", 0, error(message=message)), metadata=metadata)
        told = [
            hint.get_text().partition(" " if language == "en" else "：")[2].strip() for hint in page.select(".hint")
        ]
        assert told == [translated(hints.STEPS, language), "mine", ""]


def test_remarks_of_the_grader_are_known_where_they_fill_a_line() -> None:
    page = page_of(check("test_a_1", 0, error("RuntimeError", STOPPED)), metadata=IN_CHINESE)
    assert "Python 在这里停止了" in words(page.select_one(".message"))
    quoted = page_of(check("test_a_1", 0, error("RuntimeError", f"she said: {STOPPED}")), metadata=IN_CHINESE)
    assert STOPPED in words(quoted.select_one(".message"))


@pytest.mark.parametrize("key", [*folder.SENTENCES, *intake.SENTENCES])
def test_every_sentence_of_the_intake_is_said_in_chinese(key: str) -> None:
    sentence = {**folder.SENTENCES, **intake.SENTENCES}[key]
    said = Note(sentence, (OWN_CELL, BYTE_ORDER_MARK, "3", "4", "5", "6", "7"), "8").in_language(CHINESE)
    assert english_in(said) == set()
    assert ("，另有 2 个" in said) == ("{names}" in sentence)


def test_names_of_files_are_not_translated() -> None:
    assert Note("{names}", ("passed", "comment")).in_language(CHINESE) == "passed、comment"
    assert str(Note("{names}", tuple("abcdefg"))) == "a, b, c, d, e and 2 more"


def test_pages_are_due_when_a_translation_changed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    found = [feedback.design.__wrapped__()]
    for name in ("CATALOGUES", "HINTS"):
        copied = shutil.copytree(getattr(feedback, name), tmp_path / name)
        monkeypatch.setattr(feedback, name, copied)
        assert feedback.design.__wrapped__() == found[-1]
        next(copied.rglob("*.mo")).write_bytes(b"another translation")
        found.append(feedback.design.__wrapped__())
    assert len(set(found)) == len(found)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    course = make_course(tmp_path_factory.mktemp("chinese") / "clone")
    release = ROOT / "course" / "release-zh_CN"
    shutil.copytree(release / LESSON, course.release_in(CHINESE) / LESSON)
    build_release(course, LESSON)
    return course


def damaged(course: Course, language: str | None) -> NotebookNode:
    """Return a release in which a locked text was edited and another is missing."""
    notebook = read_notebook(notebook_path(course.release_in(language), LESSON))
    notebook.cells[0].source = "forged"
    del notebook.cells[-1]
    return notebook


def test_notes_are_in_the_submission_s_language_in_its_notebook_and_english_for_the_instructor(course: Course) -> None:
    rebuilt = {}
    for language in (None, CHINESE):
        data = nbformat.writes(damaged(course, language)).encode()
        submission = Submission("ada", LESSON, data, (Note(folder.SENTENCES["others"], ("a_b.csv",)),), None)
        rebuilt[language] = rebuild(Lesson.read(course, LESSON), submission)
        assert rebuild(Lesson.read(course, LESSON), submission) == rebuilt[language]
    (english, notes), (chinese, notes_on_chinese) = rebuilt.values()
    assert notes == notes_on_chinese
    assert notes[0] == "Only the notebook is graded; these files are not used: a_b.csv."
    assert len(notes) == 3
    assert english.cells[0].source.splitlines()[:3] == ["**From the grader:**", "", f"- {notes[0]}".replace("_", r"\_")]
    assert chinese.cells[0].source.splitlines()[:3] == [
        "**评分程序的说明：**",
        "",
        r"- 只批改 notebook；下列文件没有用到：a\_b.csv。",
    ]


def test_a_chinese_submission_gets_a_chinese_page_and_the_gradebook_english_notes(course: Course) -> None:
    path = notebook_path(course.submitted / "ada", LESSON)
    path.parent.mkdir(parents=True)
    nbformat.write(damaged(course, CHINESE), path)
    report = grade_here(course, LESSON, in_two_processes)
    assert write_feedback(course, course.submissions(), processes=1) == []
    with create_engine(course.directory.db_url).connect() as connection:
        [noted] = connection.execute(select(linquant_graded.c.notes)).scalars()
    assert tuple(noted) == report.notes["ada", LESSON]
    assert [note for note in noted if not note.isascii()] == []
    written = notebook_path(course.root / "course" / "feedback" / "ada", LESSON).with_suffix(".html")
    page = BeautifulSoup(written.read_text(encoding="utf-8"), "html.parser")
    assert page.select_one("html[lang=zh-CN]")
    assert words(page.select_one(".note")).startswith("评分程序的说明： 下列锁定的单元格与本课原来的不同")
    assert {words(one) for one in page.select(".test .message")} == {"这个练习还没有作答。"}
    assert grade_here(course, LESSON, in_two_processes).unchanged == 1
