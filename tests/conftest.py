"""What several test modules share."""

import os
import shutil
import warnings
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from matplotlib import pyplot as plt

from linquant_course.course import Course

# Tests read messages and pictures in English, whatever their machine speaks.
os.environ["LANGUAGE"] = "en"

# A machine that does something else too is slow, and no test is about time.
hypothesis.settings.register_profile("linquant", deadline=None)
hypothesis.settings.load_profile("linquant")

ROOT = Path(__file__).resolve().parents[1]
# Modules that take minutes: two processes that share the others end together only if these begin first.
LONGEST = ("test_answers.py", "test_run.py", "test_attacks.py")
LESSONS = sorted(path.parent.name for path in (ROOT / "source_notebooks").glob("*/*.ipynb"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.name not in LONGEST)


@pytest.fixture(scope="session")
def course() -> Course:
    return Course(ROOT)


def make_course(root: Path) -> Course:
    """Open a course with this course's lessons, releases and answers, and everything else empty, under root."""
    (root / "course").mkdir(parents=True)
    shutil.copy(ROOT / "course" / "nbgrader_config.py", root / "course")
    shutil.copytree(ROOT / "course" / "release", root / "course" / "release")
    shutil.copytree(ROOT / "source_notebooks", root / "source_notebooks")
    shutil.copytree(ROOT / "tests" / "answers", root / "tests" / "answers")
    return Course(root)


@pytest.fixture
def empty_course(tmp_path: Path) -> Course:
    return make_course(tmp_path / "clone")


@pytest.fixture
def no_figure_is_left_open() -> Iterator[None]:
    plt.close("all")
    yield
    plt.close("all")


@pytest.fixture
def warnings_are_errors() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield
