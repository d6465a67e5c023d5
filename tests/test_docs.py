"""The website: it builds without a warning, its links lead somewhere, and it has everything but answers."""

import base64
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from builder.book import build
from builder.coursemap import map_as_html
from builder.lessons import page_name
from builder.links import problems
from builder.reference import public_names
from builder.sources import missing_pictures, write_files, write_sources
from conftest import LESSONS, ROOT
from test_feedback_page import PIXEL
from test_mathematics import FORMULA
from typer.main import get_command

from linquant_course.answers import grade_id, is_solution, with_reference_answer
from linquant_course.cli import app
from linquant_course.course import Course, notebook_path, read_notebook

LANGUAGES = (None, "zh_CN")
# A picture of its own, so that the student's guide has one and lacks others.
TAKEN = "start-page"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The website, with one screenshot."""
    folder = tmp_path_factory.mktemp("docs")
    (folder / "pictures").mkdir()
    (folder / "pictures" / f"{TAKEN}.png").write_bytes(base64.b64decode(PIXEL))
    write_sources(Course(ROOT), folder / "source", folder / "pictures")
    built = build(folder / "source", folder)
    assert built is not None
    return built


def page(site: Path, name: str) -> BeautifulSoup:
    return BeautifulSoup((site / name).with_suffix(".html").read_bytes(), "html.parser")


def words(text: str) -> str:
    return " ".join(text.split())


def test_every_link_leads_somewhere_and_nothing_comes_from_elsewhere(site: Path) -> None:
    assert problems(site) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_s_page_has_all_of_its_code_and_formulas(site: Path, lesson: str, language: str | None) -> None:
    shown = page(site, page_name(lesson, language)).select_one("article")
    released = read_notebook(notebook_path(Course(ROOT).release_in(language), lesson)).cells
    code = [cell.source for cell in released if cell.cell_type == "code"]
    blocks = [block.text.strip("\n") for block in shown.select(".highlight-python pre")]
    assert [source for source in code if source.strip("\n") not in blocks] == []
    texts = [cell.source for cell in released if cell.cell_type == "markdown"]
    assert len(shown.select("math")) == sum(len(FORMULA.findall(text)) for text in texts)


@pytest.mark.parametrize("lesson", LESSONS)
def test_no_page_has_an_answer(site: Path, lesson: str) -> None:
    source = read_notebook(notebook_path(ROOT / "source_notebooks", lesson))
    answers = [with_reference_answer(cell.source) for cell in source.cells if is_solution(cell) and grade_id(cell)]
    for shown in (page(site, page_name(lesson, language)) for language in LANGUAGES):
        text = words(shown.get_text())
        assert [answer for answer in answers if words(answer) in text] == []


def test_every_public_name_of_the_reference_has_an_entry(site: Path) -> None:
    for module, names in public_names().items():
        shown = page(site, f"docs/api/{module.removeprefix('linquant_ref.')}.html")
        assert [name for name in names if shown.find(id=f"{module}.{name}") is None] == []


def test_every_command_has_an_entry(site: Path) -> None:
    headings = [words(heading.get_text()) for heading in page(site, "docs/commands.html").select("article h2")]
    commands = [f"linquant {name}#" for name in get_command(app).commands]
    assert headings == commands


def test_a_screenshot_that_was_not_taken_is_a_note(site: Path) -> None:
    guide = page(site, "docs/student.html")
    assert [image["alt"][:10] for image in guide.select("img.screenshot")] == ["JupyterLab"]
    notes = [note for note in guide.select(".admonition.note") if "no browser" in note.get_text()]
    missing = missing_pictures(ROOT / "docs", site.parents[1] / "pictures")
    assert len(notes) == 3
    assert {"failing-test", "sliders", "feedback"} < missing
    assert TAKEN not in missing


def test_a_translated_lesson_says_its_language(site: Path) -> None:
    assert page(site, page_name("L1-A", "zh_CN")).select_one("article [lang=zh-CN] h1, [lang=zh-CN] h1")
    assert page(site, page_name("L1-A")).select_one("[lang=zh-CN]") is None


def test_the_map_has_every_lesson_and_what_it_builds_on() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = BeautifulSoup(map_as_html(readme), "html.parser").select_one(".map")
    assert [link.b.text for link in shown.select("a")] == LESSONS
    texts = {item.b.text: item for item in shown.select("ol li")}
    assert texts["L3-B"]["class"] == ["follows"]
    assert "class" not in texts["L3-E"].attrs
    assert texts["L3-E"].small.text == "after L3-B"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('<a href="b.html">b</a>', "a.html: b.html leads to no file"),
        ('<a href="a.html#there">a</a>', "a.html: a.html#there leads to no place on the page"),
        ('<a href="../outside.html">a</a>', "a.html: ../outside.html leads to no file"),
        ('<img src="b.png">', "a.html: b.png leads to no file"),
        ('<script src="https://example.org/a.js"></script>', "a.html: fetches https://example.org/a.js"),
        ('<link rel="stylesheet" href="//example.org/a.css">', "a.html: fetches //example.org/a.css"),
        ('<a href="https://example.org/">elsewhere</a><a href="#here">here</a><i id="here"></i>', None),
    ],
)
def test_a_bad_link_is_found(tmp_path: Path, text: str, problem: str | None) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (tmp_path / "outside.html").touch()
    (site / "a.html").write_text(text, encoding="utf-8")
    assert problems(site) == ([problem] if problem else [])


def test_a_style_sheet_that_fetches_something_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("@import 'https://example.org/b.css'; p { background: url(c.png); }")
    assert problems(tmp_path) == ["a.css: fetches https://example.org/b.css"]


def test_files_that_are_the_same_are_not_written_again(tmp_path: Path) -> None:
    write_files({"same.md": b"1", "new.md": b"1", "docs/old.md": b"1"}, tmp_path)
    before = (tmp_path / "same.md").stat().st_mtime_ns
    write_files({"same.md": b"1", "new.md": b"2"}, tmp_path)
    left = {path.name: path.read_bytes() for path in tmp_path.rglob("*.md")}
    assert left == {"same.md": b"1", "new.md": b"2"}
    assert (tmp_path / "same.md").stat().st_mtime_ns == before
