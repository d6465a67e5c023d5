"""What the gradebook knows of a lesson: every student's points, times and notes."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, select

from linquant_course.course import Course, CourseError, notebook_path, read_notebook
from linquant_course.grader.gradebook import (
    Grade,
    Released,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    after_penalty,
    score,
    told_plainly,
)
from linquant_course.grader.late import lateness
from linquant_course.grader.rows import linquant_graded
from linquant_course.report.exercises import Exercise, Item, read_exercises


@dataclass(frozen=True)
class Work:
    """What is known of one student's work on the lesson.

    Attributes:
        student: The student's id.
        name: First and last name, as far as the gradebook has them.
        state: "graded", "waiting" where it was handed in and is not graded yet, or "not submitted".
        submitted: When it was handed in, in UTC, if that is known.
        late: How long after the due date, extension included, it came.
        points: What each item earned, by name; None where a person has to grade first.
        penalty: Points lost by handing in late.
        notes: What the grader said of the file.
    """

    student: str
    name: str = ""
    state: str = "not submitted"
    submitted: datetime | None = None
    late: timedelta = timedelta(0)
    points: dict[str, float | None] = field(default_factory=dict)
    penalty: float = 0.0
    notes: tuple[str, ...] = ()

    @property
    def score(self) -> float:
        """What the work counts, as nbgrader's export has it: never below 0."""
        return after_penalty(sum(points or 0.0 for points in self.points.values()), self.penalty)


@dataclass(frozen=True)
class Results:
    """A lesson's results.

    Attributes:
        lesson: The lesson's id.
        title: Its first heading.
        due: When it was due, in UTC, if ever.
        graded_at: When `linquant grade` last graded something of it, in UTC, if ever.
        exercises: What earns points, in the order of the lesson.
        works: Every student's work, in the order of their ids.
    """

    lesson: str
    title: str
    due: datetime | None
    graded_at: datetime | None
    exercises: list[Exercise]
    works: list[Work]

    @property
    def items(self) -> list[Item]:
        """What earns points, in the order of the lesson."""
        return [item for exercise in self.exercises for item in exercise.items]

    @property
    def graded(self) -> list[Work]:
        """The works that are graded."""
        return [work for work in self.works if work.state == "graded"]


def read_results(course: Course, lesson: str) -> Results:
    """Read a lesson's results; the number of queries does not depend on the number of students.

    Raises:
        CourseError: The lesson is not in the gradebook, or nothing of it is graded.
    """
    source = read_notebook(notebook_path(course.source, lesson))
    with told_plainly(), course.api.gradebook as gradebook:
        # A course that was only graded with nbgrader's own commands has none yet.
        linquant_graded.create(gradebook.engine, checkfirst=True)
        with gradebook.engine.connect() as connection:
            released = Released.read(connection, lesson)
            released.check(source)
            rows = _rows(connection, released)
            points = _points(connection, released)
    works = {row.student: _work(course, released, row, points.get(row.notebook, {})) for row in rows}
    # Collected, and not in the gradebook yet.
    for student in sorted(path.parent.name for path in course.submitted.glob(f"*/{lesson}")):
        known = works.get(student, Work(student))
        if known.state == "not submitted":
            works[student] = replace(known, state="waiting")
    times = [row.graded_at for row in rows if row.graded_at]
    title, exercises = read_exercises(source, released)
    ordered = [works[student] for student in sorted(works)]
    results = Results(lesson, title or lesson, released.duedate, max(times, default=None), exercises, ordered)
    if not results.graded:
        raise CourseError(f"nothing of {lesson} is graded yet: run `linquant grade {lesson}`")
    return results


def _rows(connection: Connection, released: Released) -> list[Any]:
    """Return a row for every student of the gradebook, with None where nothing was handed in."""
    handed_in, notebook, own = SubmittedAssignment.c, SubmittedNotebook.c, linquant_graded.c
    joined = (
        Student.outerjoin(
            SubmittedAssignment,
            and_(handed_in.student_id == Student.c.id, handed_in.assignment_id == released.assignment),
        )
        .outerjoin(
            SubmittedNotebook,
            and_(notebook.assignment_id == handed_in.id, notebook.notebook_id == released.notebook),
        )
        .outerjoin(linquant_graded, and_(own.submission == handed_in.id, own.lesson == released.name))
    )
    columns = select(
        Student.c.id.label("student"),
        Student.c.first_name,
        Student.c.last_name,
        handed_in.id.label("submission"),
        handed_in.timestamp,
        handed_in.extension,
        notebook.id.label("notebook"),
        notebook.late_submission_penalty,
        own.notes,
        own.graded_at,
    )
    return list(connection.execute(columns.select_from(joined)))


def _points(connection: Connection, released: Released) -> dict[str, dict[str, float | None]]:
    """Return what each item earned, by submitted notebook and name."""
    names = {cell: name for name, cell in released.graded.items()}
    columns = (Grade.c.notebook_id, Grade.c.cell_id, Grade.c.auto_score, Grade.c.manual_score, Grade.c.extra_credit)
    found: dict[str, dict[str, float | None]] = {}
    # By cell, which nbgrader's index starts with.
    for notebook, cell, automatic, manual, extra in connection.execute(
        select(*columns).where(Grade.c.cell_id.in_(names))
    ):
        waiting = automatic is None and manual is None
        found.setdefault(notebook, {})[names[cell]] = None if waiting else score(automatic, manual, extra)
    return found


def _work(course: Course, released: Released, row: Any, points: dict[str, float | None]) -> Work:
    name = " ".join(part for part in (row.first_name, row.last_name) if part)
    if row.submission is None:
        return Work(row.student, name)
    late = lateness(row.timestamp, released.duedate, row.extension)
    if not notebook_path(course.autograded / row.student, released.name).is_file():
        return Work(row.student, name, "waiting", row.timestamp, late)
    penalty = row.late_submission_penalty or 0.0
    return Work(row.student, name, "graded", row.timestamp, late, points, penalty, tuple(row.notes or ()))
