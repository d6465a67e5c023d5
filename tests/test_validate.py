"""The Validate button in the real JupyterLab, on a student's computer: no course, no configuration, a lesson."""

from collections.abc import Iterator

import nbformat
import pytest
from lab import CHROMIUM, WIDE, jupyter_lab, new_page

from linquant_course.answers import fill_in, read_case
from linquant_course.course import Course
from linquant_ref import hints
from linquant_ref.checking import COLUMNS

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")

LESSON = "L2-A"
CASES = ("untouched", "cast_before_clamp", "with_a_loop")


@pytest.fixture(scope="module")
def page(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Iterator["playwright.Page"]:
    """A page of JupyterLab in a folder with the lesson, answered in several ways."""
    folder = tmp_path_factory.mktemp("student")
    for case in CASES:
        nbformat.write(fill_in(course, read_case(course.answers / LESSON / f"{case}.py")), folder / f"{case}.ipynb")
    with jupyter_lab(folder) as address, new_page(base_url=address, viewport=WIDE) as page:
        page.goto("/lab?token=test")
        yield page


def validate(page: "playwright.Page", case: str) -> tuple[str, list[str]]:
    """Open the lesson, press Validate, and return what it says, and the cells and errors that it quotes."""
    page.goto(f"/lab/tree/{case}.ipynb?reset")
    page.locator(".jp-Notebook .jp-CodeCell").first.wait_for()
    page.get_by_role("button", name="Validate").click()
    result = page.locator("#validation-message")
    result.wait_for()
    return result.inner_text(), result.locator("pre").all_inner_texts()


def test_an_untouched_lesson_is_not_attempted_yet(page: "playwright.Page") -> None:
    said, (first_test, first_error, *_) = validate(page, "untouched")
    assert said.startswith("The following cell failed:")
    assert first_test.startswith('"""')
    assert "not attempted yet" in first_error


def test_a_wrong_answer_gets_a_hint(page: "playwright.Page") -> None:
    _, quoted = validate(page, "cast_before_clamp")
    _, _, hint = quoted[-1].partition("Hint: ")
    assert hint.split() == hints.WRAPS.split()
    assert max(map(len, hint.splitlines())) <= COLUMNS, "the window does not wrap lines"


def test_a_right_answer_passes(page: "playwright.Page") -> None:
    assert validate(page, "with_a_loop") == ("Success! Your notebook passes all the tests.", [])
