"""Lessons in other languages: complete catalogues, the terms of the glossary, the same code."""

import re
import shutil
from pathlib import Path

import polib
import pytest
from bs4 import BeautifulSoup
from conftest import LESSONS, ROOT, make_course
from nbconvert.filters import markdown2html
from nbformat import NotebookNode
from nbgrader.utils import compute_checksum
from test_cli import run

from linquant_course.answers import grade_id, is_written_answer
from linquant_course.build import build_translation
from linquant_course.course import Course, CourseError, notebook_path, read_notebook
from linquant_course.markup import differences
from linquant_course.start import PAGE, page_texts
from linquant_course.translate import (
    catalogue_path,
    languages,
    lesson_texts,
    markup_differences,
    shortcomings,
    translation,
    update_catalogue,
)

LANGUAGES = languages(Course(ROOT))
MEND = "run 'linquant translate', translate what it names, then run 'make build'"

every_translation = pytest.mark.parametrize(
    ("language", "lesson"), [(language, lesson) for language in LANGUAGES for lesson in LESSONS]
)


def without_text(notebook: NotebookNode) -> NotebookNode:
    """Return a notebook without what a translation may change."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and not is_written_answer(cell):
            cell.source = ""
            cell.metadata.get("nbgrader", {}).pop("checksum", None)
    notebook.metadata.pop("linquant", None)
    return notebook


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [*LESSONS, PAGE])
def test_every_text_is_translated_and_no_translation_is_stale(course: Course, language: str, name: str) -> None:
    texts = page_texts(course) if name == PAGE else lesson_texts(course, name)
    path = catalogue_path(course, language, name)
    assert shortcomings(path, texts) == {}, MEND
    assert markup_differences(path) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_catalogue_is_left_over(course: Course, language: str) -> None:
    folder = catalogue_path(course, language, PAGE).parent
    assert sorted(path.stem for path in folder.glob("*.po")) == sorted([*LESSONS, PAGE])


@every_translation
def test_no_star_of_bold_text_is_shown_on_a_page(course: Course, language: str, lesson: str) -> None:
    for name, text in translation(catalogue_path(course, language, lesson), lesson_texts(course, lesson)).items():
        page = BeautifulSoup(markdown2html(text), "html.parser")
        for code in page.find_all(["code", "pre"]):
            code.decompose()
        assert "**" not in page.get_text(), name


@every_translation
def test_translated_releases_are_up_to_date(tmp_path: Path, language: str, lesson: str) -> None:
    course = make_course(tmp_path)
    shutil.copytree(ROOT / "course" / "locale", tmp_path / "course" / "locale")
    build_translation(course, language, lesson)
    built = {path.name: path.read_bytes() for path in (course.release_in(language) / lesson).iterdir()}
    committed = Course(ROOT).release_in(language) / lesson
    assert {path.name: path.read_bytes() for path in committed.iterdir()} == built, f"{committed}: {MEND}"


@every_translation
def test_code_names_and_points_are_those_of_the_release(course: Course, language: str, lesson: str) -> None:
    translated, own = (read_notebook(notebook_path(course.release_in(lang), lesson)) for lang in (language, None))
    assert translated.metadata.linquant.language == language
    assert [cell.source for cell in translated.cells] != [cell.source for cell in own.cells]
    assert without_text(translated) == without_text(own)


@every_translation
def test_validate_finds_no_changed_cell(course: Course, language: str, lesson: str) -> None:
    for cell in read_notebook(notebook_path(course.release_in(language), lesson)).cells:
        if grade_id(cell):
            assert cell.metadata.nbgrader.checksum == compute_checksum(cell), cell.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translated_release_is_left_over(course: Course, language: str) -> None:
    assert sorted(path.name for path in course.release_in(language).iterdir()) == LESSONS


def glossary() -> list[tuple[list[str], list[str]]]:
    text = (ROOT / "course" / "locale" / "zh_CN" / "GLOSSARY.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (.+) \| (.+) \|$", re.sub(r" ?[(（][^)）]*[)）]", "", text), re.MULTILINE)[1:]
    return [(english.split(", "), chinese.split("，")) for english, chinese in rows]


@pytest.mark.parametrize("lesson", LESSONS)
def test_what_a_lesson_often_speaks_of_has_the_glossary_s_name(course: Course, lesson: str) -> None:
    texts = lesson_texts(course, lesson)
    translated = translation(catalogue_path(course, "zh_CN", lesson), texts)
    prose = {name: re.sub(r"`[^`]*`|\$[^$]*\$|<[^>]*>", "", text).lower() for name, text in texts.items()}
    assert len(glossary()) > 50
    for english, chinese in glossary():
        words = re.compile(rf"\b({'|'.join(english)})s?\b".replace(" ", r"\s+"))
        about = [name for name, text in prose.items() if words.search(text)]
        named = [name for name in about if any(term in translated[name] for term in chinese)]
        assert len(about) < 4 or len(named) >= len(about) / 2, f"{english}: {set(about) - set(named)}"


@pytest.mark.parametrize(
    ("text", "translated", "found"),
    [
        ("the **scale** $s$ of a byte", "`byte` 的**缩放因子** $s$，即 $s$", []),
        ("the scale $s$", "缩放因子 $z$", ["formula missing: $s$", "formula added: $z$"]),
        ("`dim` and `dim`", "`dim` 和 dim", ["code missing: dim"]),
        ("a [page](a.html)", "[页面](b.html)", ["link missing: a.html", "link added: b.html"]),
        ("<details>x</details>", "<details>x", ["HTML missing: </details>"]),
        ("in L2-A", "见 L2-B", ["lesson missing: L2-A", "lesson added: L2-B"]),
        ("2.509 of 12", "12 个里的 2.590", ["number missing: 2.509"]),
        ("* a\n* b", "* 甲\n\n乙", ["other paragraphs, headings, lists or tables"]),
        ("**Scale:** big", "**缩放因子：**大", ["a ** that is shown instead of making bold"]),
    ],
    ids=["the same", "formula", "code", "link", "HTML", "lesson", "number", "layout", "bold"],
)
def test_differences_of_markup_are_told(text: str, translated: str, found: list[str]) -> None:
    assert differences(text, translated) == found


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    path = tmp_path / "xx" / "lesson.po"
    update_catalogue(path, "xx", {"one": "First", "two": "Second"})
    entries = polib.pofile(str(path))
    for entry in entries:
        entry.msgstr = entry.msgid.upper()
    entries.metadata["Last-Translator"] = "Ada"
    entries.save()
    return path


def test_a_new_text_is_untranslated_and_one_that_went_drops_out(catalogue: Path) -> None:
    texts = {"three": "Third", "two": "Second"}
    update_catalogue(catalogue, "xx", texts)
    assert [(entry.msgctxt, entry.msgstr) for entry in polib.pofile(str(catalogue))] == [
        ("three", ""),
        ("two", "SECOND"),
    ]
    assert shortcomings(catalogue, texts) == {"untranslated": ["three"]}
    with pytest.raises(CourseError, match=r"lesson\.po is not complete\. untranslated: three\."):
        translation(catalogue, texts)


def test_a_changed_text_is_fuzzy_and_tells_what_was_translated(catalogue: Path) -> None:
    texts = {"one": "First", "two": "Changed"}
    assert shortcomings(catalogue, texts) == {"changed since they were translated": ["two"]}
    for texts["two"] in ("Changed", "Changed again"):
        update_catalogue(catalogue, "xx", texts)
        assert shortcomings(catalogue, texts) == {"changed since they were translated": ["two"]}
    entry = polib.pofile(str(catalogue))[1]
    assert (entry.flags, entry.previous_msgid, entry.msgid, entry.msgstr) == (
        ["fuzzy"],
        "Second",
        texts["two"],
        "SECOND",
    )


def test_texts_that_went_make_a_catalogue_stale(catalogue: Path) -> None:
    assert shortcomings(catalogue, {"one": "First"}) == {"no longer there": ["two"]}


def test_nothing_to_update_changes_no_byte(catalogue: Path) -> None:
    texts = {"one": "First", "two": "Second"}
    assert translation(catalogue, texts) == {"one": "FIRST", "two": "SECOND"}
    update_catalogue(catalogue, "xx", texts)
    before = catalogue.read_bytes()
    update_catalogue(catalogue, "xx", texts)
    assert catalogue.read_bytes() == before
    assert b"Last-Translator: Ada" in before


def test_what_is_no_catalogue_is_told(catalogue: Path, course: Course) -> None:
    for content in (b"nonsense\n", b"\xff\xfe"):
        catalogue.write_bytes(content)
        with pytest.raises(CourseError, match="cannot be read"):
            update_catalogue(catalogue, "xx", {})
        assert catalogue.read_bytes() == content
    with pytest.raises(CourseError, match="there is no catalogue"):
        shortcomings(catalogue.with_name("other.po"), {})
    with pytest.raises(CourseError, match=r"not '\.\./zh_CN'"):
        catalogue_path(course, "../zh_CN", "L1-A")


def test_the_commands_name_what_is_left_and_refuse_what_they_do_not_know(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    course = make_course(tmp_path / "clone")
    monkeypatch.chdir(course.root)
    code, output = run(["build", "--lang", "xx", "L2-A"], capfd, monkeypatch)
    assert (code, output) == (2, "error: no translation into xx; there are none\n")

    code, output = run(["translate", "--lang", "xx", "L2-A"], capfd, monkeypatch)
    names = ", ".join(lesson_texts(course, "L2-A"))
    assert (code, output) == (0, f"xx L2-A: untranslated: {names}\n")

    code, output = run(["build", "--release-only", "--lang", "xx", "L2-A"], capfd, monkeypatch)
    assert code == 2
    assert f"L2-A.po is not complete. untranslated: {names}." in output

    path = catalogue_path(course, "xx", "L2-A")
    entries = polib.pofile(str(path))
    for entry in entries:
        entry.msgstr = entry.msgid.replace("$s$", "$z$")
    entries.save()
    code, output = run(["translate", "L2-A"], capfd, monkeypatch)
    assert output.startswith("xx L2-A: complete\nxx L2-A the_map: formula missing: $s$")
    code, output = run(["build", "--release-only", "--lang", "xx", "L2-A"], capfd, monkeypatch)
    assert code == 0
    assert notebook_path(course.release_in("xx"), "L2-A").is_file()
