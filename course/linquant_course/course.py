"""Find the course on disk and open it with nbgrader's own configuration."""

import logging
import os
import re
import sys
import warnings
from functools import cached_property
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import SAWarning
from traitlets.config.loader import PyFileConfigLoader

CONFIG = Path("course", "nbgrader_config.py")
HEADING = re.compile(r"\s*# +(.+)")


class CourseError(Exception):
    """Something a person has to mend; the message says what, and the command line prints it without a traceback."""


def find_root(start: Path) -> Path:
    """Return the nearest folder at or above start that holds course/nbgrader_config.py.

    Raises:
        CourseError: There is none.
    """
    for folder in (start, *start.parents):
        if (folder / CONFIG).is_file():
            return folder
    raise CourseError(f"no {CONFIG} in {start} or above it: run linquant inside a copy of the course")


class Course:
    """A course's folders and nbgrader's API over them, as the root's nbgrader_config.py sets them.

    Args:
        root: The folder that holds course/nbgrader_config.py.

    Attributes:
        source: The lessons as they are written, source/<lesson>/<lesson>.ipynb.
        release: The students' notebooks.
        solutions: The answer keys.
        submitted: What students handed in, submitted/<student>/<lesson>/<lesson>.ipynb.
        autograded: Graded notebooks, laid out like submitted.
        answers: The right and wrong answers that the example class is made of.
    """

    def __init__(self, root: Path) -> None:
        # What nbgrader logs is captured step by step and told where a step fails; it does not belong on the terminal.
        log = logging.getLogger("traitlets")
        log.addHandler(logging.NullHandler())
        log.propagate = False
        # nbgrader's queries make SQLAlchemy warn of autoflushes that it wants to happen later.
        warnings.filterwarnings("ignore", category=SAWarning, message="Object of type .* not in session")
        self.root = root
        self.config = PyFileConfigLoader(CONFIG.name, path=str(root / CONFIG.parent)).load_config()
        self.directory = CourseDirectory(config=self.config)
        self.source = root / self.directory.source_directory
        self.release = root / self.directory.release_directory
        self.solutions = root / self.directory.solution_directory
        self.submitted = root / self.directory.submitted_directory
        self.autograded = root / self.directory.autograded_directory
        self.answers = root / "tests" / "answers"

    @cached_property
    def api(self) -> NbGraderAPI:
        """nbgrader's API over this course; where no exchange can be used, its log says so."""
        return NbGraderAPI(self.directory, config=self.config)

    def release_in(self, language: str | None) -> Path:
        """Return the folder of the students' notebooks in a language; None is the one that lessons are written in."""
        return self.release.with_name(f"{self.release.name}-{language}") if language else self.release

    def translated_releases(self) -> dict[str, Path]:
        """Return the folders of the students' notebooks in other languages, by language."""
        found = sorted(self.release.parent.glob(f"{self.release.name}-*"))
        return {path.name.removeprefix(f"{self.release.name}-"): path for path in found}

    def lessons(self) -> list[str]:
        """Return the ids of all lessons, in the order of the course.

        Raises:
            CourseError: There is none.
        """
        found = sorted(path.parent.name for path in self.source.glob("*/*.ipynb") if path.stem == path.parent.name)
        if not found:
            raise CourseError(f"no lesson in {self.source}")
        return found

    def chosen(self, names: list[str] | None) -> list[str]:
        """Return the lessons of these names in the order of the course; all of them if none is named.

        Raises:
            CourseError: There is no lesson of that name.
        """
        known = self.lessons()
        if unknown := sorted(set(names or []) - set(known)):
            raise CourseError(f"no lesson {', '.join(unknown)}; there are {', '.join(known)}")
        return [lesson for lesson in known if not names or lesson in names]

    def submissions(self) -> list[tuple[str, str]]:
        """Return (student, lesson) for every folder in submitted/, students in order, lessons in order."""
        lessons = set(self.lessons())
        folders = sorted(path for path in self.submitted.glob("*/*") if path.is_dir() and path.name in lessons)
        return [(path.parent.name, path.name) for path in folders]


def find_programs() -> None:
    """Let programs be found that lie beside this Python: nbgrader starts alembic by name."""
    here = str(Path(sys.executable).parent)
    path = os.environ.get("PATH", "")
    if path.split(os.pathsep)[0] != here:
        os.environ["PATH"] = f"{here}{os.pathsep}{path}"


def notebook_path(folder: Path, lesson: str) -> Path:
    """Return where a lesson's notebook lies under one of the course's folders."""
    return folder / lesson / f"{lesson}.ipynb"


def read_notebook(path: Path) -> NotebookNode:
    """Read a notebook of format 4."""
    return nbformat.read(path, as_version=4)


def heading_of(cell: NotebookNode) -> str:
    """Return the heading of the first level that a text begins with, or an empty string."""
    found = HEADING.match(cell.source) if cell.cell_type == "markdown" else None
    return found[1].strip() if found else ""
