"""The gradebook's rows of one lesson for a batch of students, as nbgrader's autograde leaves them."""

import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Column, Connection, DateTime, MetaData, String, Table, bindparam, delete, insert, select

from linquant_course.grader.gradebook import (
    Comment,
    Grade,
    Released,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    rows_by_cell,
    score,
    submissions,
    submitted_notebooks,
)
from linquant_course.grader.late import lateness
from linquant_course.grader.marks import LatePenalties

# No foreign keys: nbgrader must stay free to remove students, submissions and lessons.
linquant_graded = Table(
    "linquant_graded",
    MetaData(),
    Column("student", String(128), primary_key=True),
    Column("lesson", String(128), primary_key=True),
    Column("submission", String(32), nullable=False),
    Column("digest", String(128), nullable=False),
    Column("graded_at", DateTime, nullable=False),
    Column("notes", JSON, nullable=False),
)


@dataclass(frozen=True)
class Entry:
    """What is to be recorded of one submission.

    Attributes:
        student: The student's id.
        digest: Hash of everything the scores depend on.
        notes: Sentences for the student and the instructor.
        timestamp: When it was handed in, in UTC, if that is known.
        scores: What the grader gives, by the id of the graded cell; None where a person has to.
        comments: What the grader remarks, by the id of the commented cell.
    """

    student: str
    digest: str
    notes: Sequence[str]
    timestamp: datetime | None
    scores: Mapping[str, float | None]
    comments: Mapping[str, str | None]


@dataclass(frozen=True)
class HandedIn:
    """The rows that a submission has in nbgrader's tables.

    Attributes:
        submission: The id of its row in nbgrader's table of submitted assignments.
        notebook: The id of its row in nbgrader's table of submitted notebooks.
        late: How long after the due date it came.
    """

    submission: str
    notebook: str
    late: timedelta


def store(connection: Connection, lesson: Released, entries: Sequence[Entry], penalties: LatePenalties) -> None:
    """Create or update all rows of a lesson's submissions; a person's scores, credit, comments and flags stay.

    The number of statements does not depend on the number of entries, nor their cost on the number of students.
    """
    by_student = {entry.student: entry for entry in entries}
    known = connection.scalars(select(Student.c.id).where(Student.c.id.in_(by_student)))
    _insert(connection, Student, [{"id": student} for student in by_student.keys() - set(known)])
    handed_in = _hand_in(connection, lesson, by_student)
    points = _store_grades(connection, lesson, by_student, handed_in)
    _store_comments(connection, lesson, by_student, handed_in)
    late = {one.notebook: penalties.penalty(name, points[name], one.late) for name, one in handed_in.items()}
    _update(connection, SubmittedNotebook, {key: {"late_submission_penalty": asked} for key, asked in late.items()})
    _store_own(connection, lesson, by_student, handed_in)


def _hand_in(connection: Connection, lesson: Released, by_student: Mapping[str, Entry]) -> dict[str, HandedIn]:
    there = submissions(connection, lesson, by_student)
    ids = {student: there[student].id if student in there else _new_id() for student in by_student}
    added = [
        {"id": ids[student], "assignment_id": lesson.assignment, "student_id": student, "timestamp": entry.timestamp}
        for student, entry in by_student.items()
        if student not in there
    ]
    _insert(connection, SubmittedAssignment, added)
    dated = {ids[name]: {"timestamp": entry.timestamp} for name, entry in by_student.items() if entry.timestamp}
    _update(connection, SubmittedAssignment, dated)
    open_notebooks = submitted_notebooks(connection, lesson, ids.values())
    notebooks = {key: open_notebooks[key].id if key in open_notebooks else _new_id() for key in ids.values()}
    missing = notebooks.keys() - open_notebooks.keys()
    _insert(
        connection,
        SubmittedNotebook,
        [{"id": notebooks[key], "notebook_id": lesson.notebook, "assignment_id": key} for key in missing],
    )
    return {
        student: HandedIn(key, notebooks[key], _late(lesson, by_student[student], there.get(student)))
        for student, key in ids.items()
    }


def _late(lesson: Released, entry: Entry, before: Any) -> timedelta:
    timestamp = entry.timestamp or (before.timestamp if before else None)
    return lateness(timestamp, lesson.duedate, before.extension if before else None)


def _store_grades(
    connection: Connection, lesson: Released, by_student: Mapping[str, Entry], handed_in: Mapping[str, HandedIn]
) -> dict[str, float]:
    there = rows_by_cell(connection, Grade, lesson.graded.values(), [one.notebook for one in handed_in.values()])
    added, changed, points = [], {}, {}
    for student, entry in by_student.items():
        notebook, total = handed_in[student].notebook, 0.0
        for cell in lesson.graded.values():
            row = there[notebook].get(cell)
            manual = row.manual_score if row else None
            automatic = entry.scores.get(cell, row.auto_score if row else None)
            values = {"auto_score": automatic, "needs_manual_grade": manual is not None or automatic is None}
            total += score(automatic, manual, row.extra_credit if row else None)
            if row is None:
                added.append({"id": _new_id(), "cell_id": cell, "notebook_id": notebook} | values)
            elif cell in entry.scores:
                changed[row.id] = values
        points[student] = total
    _insert(connection, Grade, added)
    _update(connection, Grade, changed)
    return points


def _store_comments(
    connection: Connection, lesson: Released, by_student: Mapping[str, Entry], handed_in: Mapping[str, HandedIn]
) -> None:
    there = rows_by_cell(connection, Comment, lesson.commented.values(), [one.notebook for one in handed_in.values()])
    added, changed = [], {}
    for student, entry in by_student.items():
        notebook = handed_in[student].notebook
        for cell in lesson.commented.values():
            row = there[notebook].get(cell)
            if row is None:
                remark = entry.comments.get(cell)
                added.append({"id": _new_id(), "cell_id": cell, "notebook_id": notebook, "auto_comment": remark})
            elif cell in entry.comments:
                changed[row.id] = {"auto_comment": entry.comments[cell]}
    _insert(connection, Comment, added)
    _update(connection, Comment, changed)


def _store_own(
    connection: Connection, lesson: Released, by_student: Mapping[str, Entry], handed_in: Mapping[str, HandedIn]
) -> None:
    own = linquant_graded.c
    connection.execute(delete(linquant_graded).where(own.lesson == lesson.name, own.student.in_(by_student)))
    now = datetime.now(UTC).replace(tzinfo=None)
    rows = [
        {
            "student": student,
            "lesson": lesson.name,
            "submission": handed_in[student].submission,
            "digest": entry.digest,
            "graded_at": now,
            "notes": list(entry.notes),
        }
        for student, entry in by_student.items()
    ]
    _insert(connection, linquant_graded, rows)


def _new_id() -> str:
    # Increasing, where nbgrader's own are random: new rows lie side by side in its indexes, however many there are.
    return f"{time.time_ns():016x}{secrets.token_hex(8)}"


def _insert(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), rows)


def _update(connection: Connection, table: Table, changes: Mapping[str, Mapping[str, Any]]) -> None:
    if changes:
        names = next(iter(changes.values())).keys()
        # Parameters are prefixed because SQLAlchemy keeps the names of the columns for itself.
        statement = (
            table.update().where(table.c.id == bindparam("row")).values({n: bindparam(f"new_{n}") for n in names})
        )
        rows = [{"row": key} | {f"new_{name}": value for name, value in new.items()} for key, new in changes.items()]
        connection.execute(statement, rows)
