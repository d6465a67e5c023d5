"""Pages in a browser: feedback that everybody can read, and nothing that runs what a submission shows."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from attack_set import ATTACKS, read_attack
from conftest import make_course
from lab import CHROMIUM, jupyter_lab, new_page
from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from test_feedback_page import PIXEL, answer, check, error, text_of
from test_run import grade, hand_in

from linquant_course.build import build_release
from linquant_course.course import Course, notebook_path

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")

LESSON = "L2-A"
WRITTEN = "L3-A"
PHONE = {"width": 390, "height": 844}
EVERYTHING = {"everything": "en", "everything in Chinese": "zh_CN"}
CASES = ("dtype_not_forwarded", "syntax_error", "untouched")
HOSTILE = ("html_in_markdown", "html_in_metadata", "html_in_outputs")
# Handlers and addresses that would run something, in what students wrote or showed.
LIVE = "script, iframe, object, embed, form, [onerror], [onload], [onclick], [ontoggle], [href^='javascript:' i]"


@pytest.fixture(scope="module")
def page() -> Iterator["playwright.Page"]:
    # Feedback pages forbid scripts and addresses: they are harmless without that, and axe is a script.
    with new_page(bypass_csp=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def hostile_course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    course = make_course(tmp_path_factory.mktemp("hostile") / "clone")
    build_release(course, LESSON)
    for name in HOSTILE:
        read_attack(course, ATTACKS / LESSON / f"{name}.py").hand_in(course)
    grade(course)
    return course


def dialogs_on(page: "playwright.Page", address: str) -> list[str]:
    """Open a page, hover and click what students may have placed there, and return the dialogs that opened."""
    opened: list[str] = []

    def note(dialog: "playwright.Dialog") -> None:
        opened.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", note)
    page.goto(address, wait_until="domcontentloaded")
    page.wait_for_timeout(1500)
    page.evaluate("document.querySelectorAll('summary').forEach(one => one.click())")
    page.wait_for_timeout(200)
    page.remove_listener("dialog", note)
    return opened


def test_the_same_things_do_run_where_nobody_cleans_them(
    hostile_course: Course, page: "playwright.Page", tmp_path: Path
) -> None:
    raw = notebook_path(hostile_course.submitted / "html_in_markdown", LESSON)
    html, _ = HTMLExporter().from_filename(str(raw))
    (tmp_path / "raw.html").write_text(html, encoding="utf-8")
    assert dialogs_on(page, (tmp_path / "raw.html").as_uri())


@pytest.mark.parametrize("student", HOSTILE)
def test_no_feedback_page_runs_what_a_submission_shows(
    hostile_course: Course, page: "playwright.Page", student: str
) -> None:
    path = hostile_course.root / "course" / "feedback" / student / LESSON / f"{LESSON}.html"
    assert dialogs_on(page, path.as_uri()) == []
    assert page.locator(f".cell :is({LIVE}), .jp-Cell :is({LIVE})").count() == 0


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Addresses of feedback pages: of graded submissions, and of those on which everything is long."""
    course = make_course(tmp_path_factory.mktemp("honest") / "clone")
    build_release(course, WRITTEN)
    for case in CASES:
        hand_in(course, case, case, WRITTEN)
    grade(course)
    feedback = course.root / "course" / "feedback"
    everything = {name: feedback / f"{name}.html" for name in EVERYTHING}
    for name, language in EVERYTHING.items():
        everything[name].write_text(page_with_everything(language), encoding="utf-8")
    graded = {case: notebook_path(feedback / case, WRITTEN).with_suffix(".html") for case in CASES}
    return {name: path.as_uri() for name, path in {**graded, **everything}.items()}


def page_with_everything(language: str) -> str:
    name = "a_function_with_a_name_that_is_longer_than_a_phone_is_wide"
    numbers = "0.123456 " * 40
    table = f"<table><tr>{''.join(f'<td>{number}</td>' for number in numbers.split())}</tr></table>"
    outputs = [new_output("stream", name="stdout", text=numbers)]
    outputs += [new_output("display_data", data) for data in ({"text/html": table}, {"image/png": PIXEL})]
    formula = " + ".join([r"\frac{x_i}{s}"] * 20)
    return text_of(
        new_markdown_cell(f"# Title\n\n$${formula}$$\n\n| a | b |\n|---|---|\n| `{'x' * 60}` | {numbers} |"),
        answer(name, f"def {name}(): return {'x' * 200}", comment=f"See https://example.org/{'x' * 100}."),
        check(f"test_{name}_zeros", 0, error()),
        check(f"test_{name}_wide", 0.5, error("E" * 80, "x" * 300, ["y" * 300])),
        check(f"test_{name}_ends", 1),
        new_code_cell("show()", outputs=outputs),
        answer("words", "because", grade=True, score=2, points=3),
        late_penalty=1,
        metadata={"linquant": {"language": language}},
    )


@pytest.mark.parametrize("name", [*CASES, *EVERYTHING])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_violation_on_a_feedback_page(
    pages: dict[str, str], page: "playwright.Page", name: str, scheme: str
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(PHONE)
    page.goto(pages[name])
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    found = axe.Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in ("serious", "critical")] == []


@pytest.mark.parametrize("name", [*CASES, *EVERYTHING])
def test_a_feedback_page_fits_a_phone_and_asks_for_nothing(
    pages: dict[str, str], page: "playwright.Page", name: str
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_viewport_size(PHONE)
    page.goto(pages[name])
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert [address for address in asked if not address.startswith("data:image/")] == [pages[name]]


def test_a_test_of_a_function_that_does_not_exist_says_so(pages: dict[str, str], page: "playwright.Page") -> None:
    page.goto(pages["syntax_error"])
    assert "is not defined" in page.locator(".test.failed .message").first.inner_text()


@pytest.fixture(scope="module")
def server(hostile_course: Course) -> Iterator[str]:
    with jupyter_lab(hostile_course.root, JUPYTER_CONFIG_PATH=str(hostile_course.root / "course")) as address:
        yield address


@pytest.mark.parametrize("student", HOSTILE)
def test_formgrader_runs_nothing_of_what_a_submission_shows(
    hostile_course: Course, server: str, page: "playwright.Page", student: str
) -> None:
    with hostile_course.api.gradebook as gradebook:
        submission = gradebook.find_submission_notebook(LESSON, LESSON, student).id
    address = f"{server}/formgrader/submissions/{submission}/?token=test"
    assert dialogs_on(page, address) == []
    assert "test_linear_q" in page.content()
    assert page.locator(f".cell :is({LIVE}), .jp-Cell :is({LIVE})").count() == 0
