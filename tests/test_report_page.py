"""The report in a browser: nothing runs, nothing is fetched, and it reads well on a screen, a phone and aloud."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from test_writer import DUE, LESSON, executed, graded, make_due, record, released

from linquant_course.course import Course
from linquant_course.report import read_results, write_report

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")

__all__ = ["released"]
WIDTHS = (1280, 390)
NOTE = "These locked cells differ from the lesson's; the lesson's own were used: test_x."


@pytest.fixture(scope="module")
def address(released: Path) -> str:
    """The address of a report in which every section has something to show."""
    course = Course(released)
    make_due(course)
    notebook = executed(course, failed=(0, 1, 5), partial={9: "0.5"})
    for number in range(12):
        when = DUE + timedelta(hours=3 - number)
        notes = (NOTE, "w" * 200) if number < 5 else ()
        record(course, graded(course, f"s{number:02}", notebook=notebook, timestamp=when, notes=notes))
    with course.api.gradebook as gradebook:
        gradebook.add_student("missing", first_name="<img src=https://example.org/x>", last_name="x" * 120)
    (course.submitted / "waiting" / LESSON).mkdir(parents=True)
    return write_report(course, read_results(course, LESSON))[0].as_uri()


@pytest.fixture(scope="module")
def browser() -> Iterator["playwright.Browser"]:
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    with playwright.sync_playwright() as engine:
        yield engine.chromium.launch(executable_path=CHROMIUM, args=arguments)


@pytest.fixture(params=WIDTHS)
def page(browser: "playwright.Browser", address: str, request: pytest.FixtureRequest) -> Iterator["playwright.Page"]:
    page = browser.new_page(viewport={"width": request.param, "height": 900})
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    yield page
    page.close()


def test_nothing_is_wider_than_the_screen(page: "playwright.Page") -> None:
    assert page.evaluate("document.documentElement.scrollWidth") == page.viewport_size["width"]


def test_axe_finds_nothing(page: "playwright.Page") -> None:
    violations = axe.Axe().run(page).response["violations"]
    assert [(found["id"], found["nodes"][0]["html"]) for found in violations] == []


def test_bars_are_as_high_as_their_counts_say(page: "playwright.Page") -> None:
    heights = (
        page.locator(".histogram")
        .nth(1)
        .locator("rect")
        .evaluate_all("all => all.map(one => one.height.baseVal.value)")
    )
    assert len(heights) == 12
    assert min(heights) == max(heights) > 50


def test_the_page_fetches_nothing(browser: "playwright.Browser", address: str) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    assert asked == [address]
    page.close()
