"""Store graded notebooks: their files first, then a batch of gradebook rows in one transaction."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from types import TracebackType

import nbformat
from nbformat import NotebookNode
from nbgrader.converters import Autograde
from nbgrader.utils import parse_utc
from sqlalchemy import select
from sqlalchemy.exc import OperationalError, ProgrammingError

from linquant_course.course import Course, notebook_path
from linquant_course.grader.files import Tree
from linquant_course.grader.gradebook import Failure, Released, SubmittedAssignment, reason, told_plainly
from linquant_course.grader.lesson import Lesson
from linquant_course.grader.marks import LatePenalties, as_released, automatic_comments, automatic_scores
from linquant_course.grader.rows import Entry, linquant_graded, store

LONGEST_STUDENT_ID = 128
LARGEST_SECRET = 1024


@dataclass(frozen=True)
class Graded:
    """A submission as the grader hands it to the writer.

    Attributes:
        student: The student's id, the name of the folder.
        lesson: The lesson's id.
        digest: Hash of everything the scores depend on.
        notebook: The notebook with its outputs.
        notes: Sentences for the student and the instructor.
        timestamp: When it was handed in, if that is known.
    """

    student: str
    lesson: str
    digest: str
    notebook: NotebookNode
    notes: tuple[str, ...]
    timestamp: datetime | None


class Writer:
    """The one place that writes grades to the gradebook; open it with `with`.

    Args:
        course: The course whose gradebook (any SQLAlchemy URL) and autograded folder are written.
    """

    def __init__(self, course: Course) -> None:
        self._course = course
        permissions = Autograde(coursedir=course.directory, config=course.config).permissions
        self._autograded = Tree(course.autograded, int(str(permissions), 8), course.directory.groupshared)
        self._submitted = Tree(course.submitted)
        self._penalties = LatePenalties(course.config)

    def __enter__(self) -> "Writer":
        """Open the gradebook, and add the grader's own table to it if it is missing."""
        with told_plainly():
            # In this order: nbgrader marks a new database with its version only while there is no table in it.
            self._gradebook = self._course.api.gradebook
            self._engine = self._gradebook.engine
            linquant_graded.create(self._engine, checkfirst=True)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close the gradebook."""
        self._gradebook.close()

    def check(self, lesson: Lesson) -> None:
        """Compare a lesson with its release, before anything is graded against it.

        Raises:
            CourseError: The gradebook does not know the lesson or one of its cells.
        """
        with told_plainly(), self._engine.connect() as connection:
            Released.read(connection, lesson.name).check(lesson.source)

    def recorded(self) -> dict[tuple[str, str], str]:
        """Return the digest under which each (student, lesson) was recorded.

        A submission that was removed from the gradebook, or whose autograded notebook is gone, is not among them.
        """
        own = linquant_graded.c
        there = select(own.student, own.lesson, own.digest).join(
            SubmittedAssignment, SubmittedAssignment.c.id == own.submission
        )
        with told_plainly(), self._engine.connect() as connection:
            rows = connection.execute(there).all()
        return {
            (student, lesson): digest
            for student, lesson, digest in rows
            if notebook_path(self._course.autograded / student, lesson).is_file()
        }

    def record(self, batch: Sequence[Graded]) -> list[Failure]:
        """Write the autograded notebooks of a batch, then all of its rows in one transaction.

        Whenever the process ends, a submission is recorded completely or not at all, and a recorded one has its file.
        Where a batch holds a submission twice, the later one counts.

        Returns:
            What could not be recorded; the rest of the batch is.

        Raises:
            CourseError: The gradebook cannot be used, or does not know a lesson. Nothing of the batch is recorded.
        """
        latest = list({(graded.student, graded.lesson): graded for graded in batch}.values())
        with told_plainly(), self._engine.connect() as connection:
            lessons = {name: Released.read(connection, name) for name in sorted({one.lesson for one in latest})}
        for graded in latest:
            lessons[graded.lesson].check(graded.notebook)
        entries, failures = [], []
        for graded in latest:
            lesson = lessons[graded.lesson]
            try:
                entries.append((lesson, self._write(graded, lesson)))
            # Whatever is wrong with one submission must not cost the others their grades.
            except Exception as error:
                failures.append(Failure(graded.student, graded.lesson, reason(error)))
        with told_plainly():
            return failures + self._commit(entries)

    def _write(self, graded: Graded, lesson: Released) -> Entry:
        check_student_id(graded.student)
        notebook = as_released(graded.notebook, lesson)
        timestamp = parse_utc(graded.timestamp)
        entry = Entry(
            graded.student,
            graded.digest,
            [_encodable(note).decode() for note in graded.notes],
            timestamp,
            automatic_scores(notebook, lesson),
            automatic_comments(notebook, lesson),
        )
        below = (graded.student, graded.lesson)
        files = {
            f"{lesson.name}.ipynb": _encodable(nbformat.v4.writes(notebook) + "\n"),
            # Releasing feedback through nbgrader's exchange asks for these two.
            "timestamp.txt": f"{timestamp:%Y-%m-%d %H:%M:%S.%f} UTC".encode() if timestamp else None,
            "submission_secret.txt": self._submitted.read(below, "submission_secret.txt", LARGEST_SECRET),
        }
        self._autograded.replace(below, files)
        return entry

    def _commit(self, entries: Sequence[tuple[Released, Entry]]) -> list[Failure]:
        try:
            with self._engine.begin() as connection:
                for _, group in groupby(sorted(entries, key=_lesson), key=_lesson):
                    members = list(group)
                    store(connection, members[0][0], [entry for _, entry in members], self._penalties)
        except (OperationalError, ProgrammingError):
            raise
        # The rows of one submission must not cost the others their grades: they are tried one by one.
        except Exception as error:
            if len(entries) > 1:
                return [failure for entry in entries for failure in self._commit([entry])]
            [(lesson, entry)] = entries
            return [Failure(entry.student, lesson.name, reason(error))]
        return []


def _lesson(entry: tuple[Released, Entry]) -> str:
    return entry[0].name


def check_student_id(student: str) -> None:
    """Refuse a name that nbgrader's tables, paths or commands cannot hold.

    Raises:
        ValueError: What is wrong with it.
    """
    if not 0 < len(student) <= LONGEST_STUDENT_ID:
        raise ValueError(f"a student's id has 1 to {LONGEST_STUDENT_ID} characters")
    if student in (".", "..") or "/" in student:
        raise ValueError("a student's id is the name of a folder")
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in student):
        raise ValueError(
            "a student's id holds no control characters and no bytes that are not UTF-8: rename the folder"
        )


def _encodable(text: str) -> bytes:
    # A lone surrogate, which a program can print, has no UTF-8.
    return text.encode("utf-8", "replace")
