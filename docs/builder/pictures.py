"""Take the guides' screenshots: in a real JupyterLab, of a course with a class in it."""

import re
import tempfile
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from lab import jupyter_lab, new_page, run_all_cells, write_notebook

from builder.classroom import LESSON, OWN_CELL, OWN_LESSON, open_classroom, shown_student
from linquant_course.course import Course, notebook_path
from linquant_course.report import read_results, write_report

SLIDERS = re.compile(r"```python\n(.*?)```", re.DOTALL)
# JupyterLab with one document, and without those that were open before.
ALONE = "/doc/tree/"


def take_pictures(docs: Path, folder: Path) -> None:
    """Write all pictures into a folder; they take a minute or two.

    Args:
        docs: The guides; the picture of the sliders shows the code that the student's guide has.
        folder: Where the pictures go.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        course = open_classroom(Path(name, "linquant"))
        _write_sliders(course.root, docs)
        _take_pages(course, folder)
        with jupyter_lab(course.root, JUPYTER_CONFIG_PATH=str(course.root / "course"), LANGUAGE="en") as address:
            _take_in_lab(course, address, folder)


def _write_sliders(root: Path, docs: Path) -> None:
    """Write the notebook that moves the sliders."""
    [code] = SLIDERS.findall((docs / "student.md").read_text(encoding="utf-8"))
    write_notebook(root / "sliders.ipynb", code.rstrip())


def _window(width: int, height: int) -> AbstractContextManager[Any]:
    return new_page(viewport={"width": width, "height": height}, device_scale_factor=1.5)


def _take_pages(course: Course, folder: Path) -> None:
    feedback = notebook_path(course.root / "course" / "feedback" / shown_student(course), LESSON).with_suffix(".html")
    report, _ = write_report(course, read_results(course, LESSON))
    with _window(900, 900) as page:
        for name, path in (("feedback", feedback), ("report", report)):
            page.goto(path.as_uri())
            page.screenshot(path=folder / f"{name}.png")


def _take_in_lab(course: Course, address: str, folder: Path) -> None:
    with _window(1100, 760) as page:
        page.goto(f"{address}/lab/tree/work/START.md?token=test")
        page.locator(".jp-RenderedMarkdown table").first.wait_for()
        page.screenshot(path=folder / "start-page.png")
        _take_formgrader(course, page, address, folder)
    with _window(1250, 1120) as page:
        page.goto(f"{address}{ALONE}sliders.ipynb?token=test")
        run_all_cells(page)
        page.locator(".widget-image").wait_for()
        _take_notebook(page, folder / "sliders.png")
    with _window(1250, 900) as page:
        page.goto(f"{address}{ALONE}work/{OWN_LESSON}/{OWN_LESSON}.ipynb?token=test")
        page.locator(".jp-OutputArea-output", has_text="Hint:").first.wait_for()
        page.locator(".jp-CodeCell", has_text=f"def {OWN_CELL}").first.evaluate("one => one.scrollIntoView()")
        _take_notebook(page, folder / "failing-test.png")


def _take_notebook(page: Any, destination: Path) -> None:
    # Without the list of files.
    page.keyboard.press("Control+b")
    page.wait_for_timeout(1000)
    page.locator(".jp-NotebookPanel").screenshot(path=destination)


def _take_formgrader(course: Course, page: Any, address: str, folder: Path) -> None:
    page.goto(f"{address}/formgrader?token=test")
    page.locator("td", has_text=LESSON).first.wait_for()
    page.screenshot(path=folder / "formgrader.png")
    with course.api.gradebook as gradebook:
        submission = gradebook.find_submission_notebook(LESSON, LESSON, shown_student(course)).id
    page.goto(f"{address}/formgrader/submissions/{submission}/?token=test")
    page.locator("h2", has_text="in your own words").evaluate("one => one.scrollIntoView()")
    page.mouse.wheel(0, -80)
    page.screenshot(path=folder / "manual-grading.png", clip={"x": 0, "y": 0, "width": 1100, "height": 420})
