"""The sliders in the real JupyterLab: they show, and moving one changes the picture."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lab import CHROMIUM, jupyter_lab, new_page, run_all_cells, write_notebook
from test_sliders import SOURCE

pytest.importorskip("playwright", reason="playwright is not installed")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")

PICTURE_IS_NEW = "before => document.querySelector('.widget-image').src !== before"


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Any]:
    """A page with a notebook that has been run."""
    write_notebook(tmp_path / "explore.ipynb", SOURCE)
    with jupyter_lab(tmp_path) as address, new_page() as opened:
        opened.goto(f"{address}/lab/tree/explore.ipynb?token=test")
        run_all_cells(opened)
        opened.locator(".jp-OutputArea img").first.wait_for(timeout=120_000)
        yield opened


def test_moving_a_slider_changes_the_picture(page: Any) -> None:
    assert page.locator(".jp-OutputArea img").count() == 1
    picture, sliders = page.locator(".widget-image"), page.locator(".widget-slider [role=slider]")
    assert sliders.count() == 3
    for slider, key in ((0, "ArrowLeft"), (1, "ArrowRight"), (2, "ArrowRight")):
        before = picture.get_attribute("src")
        sliders.nth(slider).press(key)
        page.wait_for_function(PICTURE_IS_NEW, arg=before, timeout=30_000)
