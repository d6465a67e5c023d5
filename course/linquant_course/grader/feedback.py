"""Feedback pages: course/feedback/<student>/<lesson>/<lesson>.html, written again where something on them changed."""

import hashlib
import multiprocessing
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from nbgrader.converters import GenerateFeedback

from linquant_course.course import Course, CourseError, notebook_path
from linquant_course.grader.exporter import FeedbackExporter
from linquant_course.grader.files import Tree
from linquant_course.grader.gradebook import Failure, Released, reason, told_plainly
from linquant_course.grader.page import FillInGrades, PageGrades, ReadGrades, read_grades
from linquant_course.language import CATALOGUES
from linquant_ref.language import CATALOGUES as HINTS

Pair = tuple[str, str]

# Each process of a pool imports for seconds; a page takes a twentieth of one.
WORTH_A_POOL = 200
AT_ONCE = 500
LARGEST_COPIED_FILE = 1024
MADE_FROM = ".made_from"
TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Page:
    """What a feedback page is made from.

    Attributes:
        student: The student's id.
        lesson: The lesson's id.
        grades: What the gradebook has for it.
        made_from: Hash of the grades, of what tells one autograded notebook from the next, and of the pages' design; it
            lies beside the page.
    """

    student: str
    lesson: str
    grades: PageGrades
    made_from: str


def needs_feedback(course: Course, pairs: Sequence[Pair]) -> list[Pair]:
    """Return the graded submissions without a page, or with one made from other grades or another notebook."""
    tree = Tree(_folder(course))
    due = {(page.student, page.lesson) for page in _pages(course, pairs) if not _is_up_to_date(tree, page)}
    return [pair for pair in pairs if pair in due]


def write_feedback(
    course: Course, pairs: Sequence[Pair], processes: int, advance: Callable[[], object] = lambda: None
) -> list[Failure]:
    """Write the feedback pages of graded submissions, each in one step, as `nbgrader generate_feedback` makes them.

    Args:
        course: The course.
        pairs: (student, lesson) of each page.
        processes: How many processes share many pages.
        advance: Called after each page.

    Returns:
        The pages that could not be written; the others are.

    Raises:
        CourseError: The gradebook cannot be used, or a process was killed.
    """
    pages = list(_pages(course, pairs))
    known = {(page.student, page.lesson) for page in pages}
    failures = [Failure(*pair, "is not graded yet") for pair in pairs if pair not in known]
    for failure in _write_all(course, pages, processes):
        failures += [failure] if failure else []
        advance()
    return failures


def _write_all(course: Course, pages: Sequence[Page], processes: int) -> Iterator[Failure | None]:
    if processes == 1 or len(pages) < WORTH_A_POOL:
        yield from map(Printer(course).write, pages)
        return
    # Started anew instead of forked: the caller may have threads, and it stops the workers on Ctrl-C.
    pool = ProcessPoolExecutor(
        processes, multiprocessing.get_context("spawn"), signal.signal, (signal.SIGINT, signal.SIG_IGN)
    )
    try:
        yield from pool.map(partial(_write, course.root), pages, chunksize=8)
    except BrokenProcessPool as error:
        raise CourseError("a process that wrote feedback pages was killed (out of memory?): run again") from error
    finally:
        pool.shutdown(cancel_futures=True)


def _write(root: Path, page: Page) -> Failure | None:
    return _printer(root).write(page)


@cache
def _printer(root: Path) -> "Printer":
    return Printer(Course(root))


class Printer:
    """Writes feedback pages; exporter and templates are made once.

    Args:
        course: The course, whose configuration lists the preprocessors.
    """

    def __init__(self, course: Course) -> None:
        converter = GenerateFeedback(coursedir=course.directory, config=course.config)
        self._exporter = FeedbackExporter(parent=converter, config=converter.config)
        # Once for all preprocessors, not once after each.
        self._exporter.optimistic_validation = True
        for step in converter.preprocessors:
            self._exporter.register_preprocessor(FillInGrades if step is ReadGrades else step)
        self._autograded = Tree(course.autograded)
        permissions = int(str(converter.permissions), 8)
        self._feedback = Tree(_folder(course), permissions, course.directory.groupshared)

    def write(self, page: Page) -> Failure | None:
        """Write a page and what it was made from, and return why that failed, or None."""
        try:
            self._write(page)
        # Whatever is wrong with one notebook must not cost the others their pages.
        except Exception as error:
            return Failure(page.student, page.lesson, f"no feedback page: {reason(error)}")
        return None

    def _write(self, page: Page) -> None:
        below = (page.student, page.lesson)
        html, _ = self._exporter.from_filename(
            str(notebook_path(self._autograded.root / page.student, page.lesson)),
            resources={
                "unique_key": page.lesson,
                "nbgrader": {"notebook": page.lesson, "assignment": page.lesson, "student": page.student},
                "linquant_grades": page.grades,
            },
        )
        # Releasing feedback through nbgrader's exchange asks for the first two.
        names = ("timestamp.txt", "submission_secret.txt")
        copied = {name: self._autograded.read(below, name, LARGEST_COPIED_FILE) for name in names}
        own = {f"{page.lesson}.html": html.encode("utf-8", "replace"), MADE_FROM: page.made_from.encode()}
        self._feedback.replace(below, copied | own)


def _pages(course: Course, pairs: Iterable[Pair]) -> Iterator[Page]:
    """Yield what each graded submission's page is made from; what is not graded is left out."""
    students: dict[str, list[str]] = {}
    for student, lesson in dict.fromkeys(pairs):
        students.setdefault(lesson, []).append(student)
    with told_plainly(), course.api.gradebook as gradebook, gradebook.engine.connect() as connection:
        for name, members in students.items():
            released = Released.read(connection, name)
            for start in range(0, len(members), AT_ONCE):
                grades = read_grades(connection, released, members[start : start + AT_ONCE])
                yield from _with_notebook(course, name, grades)


def _with_notebook(course: Course, lesson: str, grades: dict[str, PageGrades]) -> Iterator[Page]:
    for student, shown in grades.items():
        path = notebook_path(course.autograded / student, lesson)
        if path.is_file():
            about = path.stat()
            made_from = repr((about.st_mtime_ns, about.st_size, shown, design()))
            yield Page(student, lesson, shown, hashlib.sha256(made_from.encode()).hexdigest())


@cache
def design() -> str:
    """Return a hash of the templates and the catalogues: pages made with others are made again."""
    found = hashlib.sha256()
    for folder, pattern in ((TEMPLATES, "*"), (CATALOGUES, "**/*.mo"), (HINTS, "**/*.mo")):
        for path in sorted(folder.glob(pattern)):
            found.update(path.read_bytes())
    return found.hexdigest()


def _is_up_to_date(tree: Tree, page: Page) -> bool:
    there = notebook_path(tree.root / page.student, page.lesson).with_suffix(".html").is_file()
    return there and tree.read((page.student, page.lesson), MADE_FROM, LARGEST_COPIED_FILE) == page.made_from.encode()


def _folder(course: Course) -> Path:
    return course.root / course.directory.feedback_directory
