"""Late penalties follow what they depend on: points given by hand, due dates, extensions, the configuration."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from nbgrader import api
from sqlalchemy import Connection, bindparam, case, func, select

from linquant_course.course import Course
from linquant_course.grader.gradebook import (
    Assignment,
    Grade,
    SubmittedAssignment,
    SubmittedNotebook,
    told_plainly,
)
from linquant_course.grader.marks import LatePenalties


def lateness(timestamp: datetime | None, duedate: datetime | None, extension: timedelta | None) -> timedelta:
    """Return how long after the due date, and a student's extension, something was handed in."""
    if timestamp is None or duedate is None:
        return timedelta(0)
    return max(timedelta(0), timestamp - (duedate + (extension or timedelta(0))))


def submitted_notebooks(connection: Connection) -> Sequence[Any]:
    """Return id, student, lesson, dates, points, penalty and the number of cells that wait of what was handed in.

    One pass over the grades for all of them: nbgrader's own sums look through all grades for each submission.
    """
    sums = (
        select(
            Grade.c.notebook_id,
            func.sum(api.Grade.score).label("points"),
            func.count(case((Grade.c.needs_manual_grade, 1))).label("waits"),
        )
        .group_by(Grade.c.notebook_id)
        .subquery()
    )
    handed_in = SubmittedAssignment.c
    return connection.execute(
        select(
            SubmittedNotebook.c.id,
            handed_in.student_id.label("student"),
            Assignment.c.name.label("lesson"),
            Assignment.c.duedate,
            handed_in.timestamp,
            handed_in.extension,
            func.coalesce(sums.c.points, 0.0).label("points"),
            SubmittedNotebook.c.late_submission_penalty.label("penalty"),
            func.coalesce(sums.c.waits, 0).label("waits"),
        )
        .join(SubmittedAssignment, SubmittedNotebook.c.assignment_id == handed_in.id)
        .join(Assignment, handed_in.assignment_id == Assignment.c.id)
        .outerjoin(sums, sums.c.notebook_id == SubmittedNotebook.c.id)
    ).all()


def renew_penalties(course: Course) -> int:
    """Ask the plugin again for every late submission, and return how many penalties have changed.

    nbgrader asks when it grades, and what is graded by hand, given more time or configured later changes nothing.

    Raises:
        CourseError: The gradebook or the plugin's configuration cannot be used.
    """
    penalties = LatePenalties(course.config)
    changed = []
    with told_plainly(), course.api.gradebook as gradebook, gradebook.engine.begin() as connection:
        for row in submitted_notebooks(connection):
            late = lateness(row.timestamp, row.duedate, row.extension)
            asked = penalties.penalty(row.student, row.points, late)
            if asked != row.penalty:
                changed.append({"row": row.id, "asked": asked})
        if changed:
            where = SubmittedNotebook.c.id == bindparam("row")
            connection.execute(
                SubmittedNotebook.update().where(where).values(late_submission_penalty=bindparam("asked")), changed
            )
    return len(changed)
