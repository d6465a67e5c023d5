"""nbgrader's formgrader in the real JupyterLab: the lessons, the course's grader behind its button, grading by hand."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from bs4 import BeautifulSoup
from conftest import LESSONS, ROOT, make_course
from lab import CHROMIUM, WIDE, jupyter_lab, new_page
from test_run import grade, hand_in

from linquant_course.answers import grade_id, is_solution
from linquant_course.build import build_release
from linquant_course.course import Course, notebook_path, read_notebook
from linquant_course.grader.sandbox import missing

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine"),
    pytest.mark.skipif(missing() is not None, reason=f"submissions cannot be isolated: {missing()}"),
]

LESSON = "L3-A"
WRITTEN = "weights_and_activations"
COMMENT = "Which codes would be wasted?"
TOUCH = """\
try:
    open({!r}, "w").close()
except OSError:
    pass
"""
FORM_IS_READY = "window.formgrader?.loaded && formgrader.grades.loaded && formgrader.comments.loaded"


@pytest.fixture(scope="module")
def mark(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that a submission makes if it can."""
    return tmp_path_factory.mktemp("marks") / "mark"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory, mark: Path) -> Course:
    """A course with a lesson that has a written answer, handed in by two students."""
    course = make_course(tmp_path_factory.mktemp("formgrader") / "clone")
    shutil.copytree(ROOT / "course" / "labconfig", course.root / "course" / "labconfig")
    build_release(course, LESSON)
    hand_in(course, "bob", "untouched", LESSON)
    path = hand_in(course, "ada", "element_by_element", LESSON)
    notebook = read_notebook(path)
    next(filter(is_solution, notebook.cells)).source += f"\n{TOUCH.format(str(mark))}"
    nbformat.write(notebook, path)
    return course


@pytest.fixture(scope="module")
def lab(course: Course) -> Iterator["playwright.Page"]:
    """JupyterLab on the course."""
    settings = {"JUPYTER_CONFIG_PATH": str(course.root / "course")}
    with jupyter_lab(course.root, **settings) as address, new_page(base_url=address, viewport=WIDE) as page:
        page.goto("/lab?token=test")
        yield page


@pytest.fixture
def page(lab: "playwright.Page") -> Iterator["playwright.Page"]:
    """Another page of the same browser, for formgrader without JupyterLab around it."""
    with lab.context.new_page() as page:
        yield page


def choose(lab: "playwright.Page", command: str) -> None:
    lab.get_by_role("menuitem", name="Nbgrader", exact=True).click()
    lab.get_by_role("menuitem", name=command, exact=True).click()


def row(page: "playwright.Page", student: str) -> "playwright.Locator":
    """Return a student's row in the list of submissions."""
    page.goto(f"/formgrader/manage_submissions/{LESSON}")
    return page.locator("#main-table tr", has=page.locator(".student-id", has_text=student))


@pytest.fixture(scope="module")
def graded(lab: "playwright.Page") -> None:
    """Both submissions are graded, with formgrader's buttons."""
    with lab.context.new_page() as page:
        for student in ("ada", "bob"):
            submission = row(page, student)
            playwright.expect(submission.locator(".status")).to_have_text("needs autograding")
            submission.locator(".autograde a").click()
            playwright.expect(page.locator("#success-modal, #error-modal")).to_contain_text("Successfully autograded")


@pytest.fixture(scope="module")
def form(lab: "playwright.Page", course: Course, graded: None) -> Iterator["playwright.Page"]:
    """The form of ada's submission, reached through Manual Grading; her written answer has got points and a comment."""
    with course.api.gradebook as gradebook:
        submission = gradebook.find_submission_notebook(LESSON, LESSON, "ada").id
    with lab.context.new_page() as page:
        page.goto("/formgrader/manage_assignments")
        page.get_by_role("link", name="Manual Grading").click()
        for address in (f"**/gradebook/{LESSON}", f"**/gradebook/{LESSON}/{LESSON}"):
            page.locator("#main-table").get_by_role("link", name=LESSON, exact=True).click()
            page.wait_for_url(address)
        page.locator(f"#main-table a.name-hidden[href$='{submission}']").click()
        give(page, "2", COMMENT)
        yield page


def stored(page: "playwright.Page") -> Any:
    """Wait, at the end of a with block, until formgrader has stored what was entered in the block."""
    return page.expect_response(lambda response: response.request.method == "PUT" and response.ok)


def give(page: "playwright.Page", points: str, comment: str) -> None:
    """Give the written answer points and a comment."""
    page.wait_for_function(FORM_IS_READY)
    for field, text in ((WRITTEN, points), (f"{WRITTEN}-comment", comment)):
        with stored(page):
            page.locator(f"#{field}").fill(text)
            page.locator(f"#{field}").blur()


def given(course: Course) -> tuple[float | None, str | None]:
    """Return what the gradebook has of ada's written answer: points and comment."""
    with course.api.gradebook as gradebook:
        who = (WRITTEN, LESSON, LESSON, "ada")
        return gradebook.find_grade(*who).manual_score, gradebook.find_comment(*who).manual_comment


def on_the_feedback_page(course: Course) -> tuple[str, str]:
    path = notebook_path(course.root / "course" / "feedback" / "ada", LESSON).with_suffix(".html")
    page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    return page.select_one(".score").get_text(), page.select_one(".comment").get_text(" ", strip=True)


def test_formgrader_lists_the_lessons_and_counts_their_submissions(lab: "playwright.Page") -> None:
    choose(lab, "Formgrader")
    formgrader = lab.frame_locator("#formgrader iframe")
    playwright.expect(formgrader.locator("td.name")).to_have_text(LESSONS)
    counts = ["2" if lesson == LESSON else "0" for lesson in LESSONS]
    playwright.expect(formgrader.locator("td.num-submissions")).to_have_text(counts)


def test_the_create_assignment_panel_shows_the_grade_ids(lab: "playwright.Page", course: Course) -> None:
    lab.goto(f"/lab/tree/source_notebooks/{LESSON}/{LESSON}.ipynb?reset")
    lab.locator(".jp-Notebook .jp-CodeCell").first.wait_for()
    choose(lab, "Create assignment")
    fields = lab.locator(".nbgrader-CellId input")
    cells = read_notebook(notebook_path(course.source, LESSON)).cells
    playwright.expect(fields).to_have_count(len(cells))
    assert [field.input_value() for field in fields.all()] == [grade_id(cell) or "" for cell in cells]


def test_the_autograde_button_grades_as_linquant_does(page: "playwright.Page", graded: None, mark: Path) -> None:
    playwright.expect(row(page, "ada").locator(".status")).to_have_text("needs manual grading")
    playwright.expect(row(page, "ada").locator(".score")).to_have_text("19 / 22")
    playwright.expect(row(page, "bob").locator(".status")).to_have_text("graded")
    playwright.expect(row(page, "bob").locator(".score")).to_have_text("0 / 22")
    assert not mark.exists(), "it ran outside of the sandbox"


def test_the_form_shows_formulas_and_asks_no_other_server(form: "playwright.Page") -> None:
    assert form.locator("math").count() > 0
    asked = form.evaluate("performance.getEntriesByType('resource').map(entry => entry.name)")
    assert [address for address in asked if not address.startswith(form.evaluate("location.origin"))] == []


def test_what_is_given_in_the_form_is_in_the_gradebook(
    form: "playwright.Page", page: "playwright.Page", course: Course
) -> None:
    assert given(course) == (2, COMMENT)
    playwright.expect(row(page, "ada").locator(".status")).to_have_text("graded")
    playwright.expect(row(page, "ada").locator(".score")).to_have_text("21 / 22")


def test_it_survives_grading_again_and_stands_on_the_feedback_page(
    form: "playwright.Page", page: "playwright.Page", course: Course
) -> None:
    grade(course, "--no-figures")
    assert given(course) == (2, COMMENT)
    assert on_the_feedback_page(course) == ("21 of 22 points", f"Comment {COMMENT}")

    # Formgrader was open all the time.
    give(form, "2.5", "Better.")
    grade(course, "--no-figures", "--force")
    assert given(course) == (2.5, "Better.")
    assert on_the_feedback_page(course) == ("21.5 of 22 points", "Comment Better.")

    # nbgrader wants somebody to look again at what was graded anew.
    playwright.expect(row(page, "ada").locator(".status")).to_have_text("needs manual grading")
    form.reload()
    with stored(form):
        form.get_by_role("button", name="Resolve").click()
    playwright.expect(row(page, "ada").locator(".status")).to_have_text("graded")
