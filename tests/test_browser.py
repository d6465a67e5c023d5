"""What a hostile submission shows runs in no browser: not on the feedback page, not in formgrader."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from attack_set import ATTACKS, read_attack
from conftest import make_course
from nbconvert.exporters import HTMLExporter
from test_run import grade

from linquant_course.build import build_release
from linquant_course.course import Course, notebook_path

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")

LESSON = "L2-A"
HOSTILE = ("html_in_markdown", "html_in_metadata", "html_in_outputs")
# Handlers and addresses that would run something, in what students wrote or showed.
LIVE = "script, iframe, object, embed, form, [onerror], [onload], [onclick], [ontoggle], [href^='javascript:' i]"


@pytest.fixture(scope="module")
def page() -> Iterator["playwright.Page"]:
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    with playwright.sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser.new_page()
        browser.close()


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
def server(hostile_course: Course) -> Iterator[str]:
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        port = chosen.getsockname()[1]
    command = [sys.executable, "-m", "jupyter", "lab", "--no-browser", "--allow-root", f"--port={port}"]
    environment = os.environ | {"JUPYTER_CONFIG_PATH": str(hostile_course.root / "course"), "JUPYTER_TOKEN": "test"}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    address = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        command, cwd=hostile_course.root, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(240):
            try:
                urllib.request.urlopen(f"{address}/api?token=test", timeout=5).close()
                break
            except OSError:
                time.sleep(0.25)
        yield address
    finally:
        process.terminate()
        process.wait()


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
