"""What the gradebook says of a class, read in three statements however many students there are."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from nbgrader import api
from sqlalchemy import select

from linquant_course.course import Course, CourseError, notebook_path
from linquant_course.grader.gradebook import after_penalty, told_plainly
from linquant_course.grader.late import submitted_notebooks


@dataclass(frozen=True)
class Score:
    """What a student has for a lesson that was handed in.

    Attributes:
        timestamp: When it was handed in, in UTC, if that is known.
        points: The points of all its cells, those given by hand included.
        penalty: The points that handing in late took.
        is_graded: Whether the grader could grade it; its points say nothing otherwise.
        waits: Whether an answer still has to be graded, or looked at again, by hand.
    """

    timestamp: datetime | None
    points: float
    penalty: float
    is_graded: bool
    waits: bool

    @property
    def total(self) -> float:
        """The points that are left after the penalty."""
        return after_penalty(self.points, self.penalty)


@dataclass(frozen=True)
class Gradebook:
    """A class: students and lessons in nbgrader's order, and the score of each submission.

    Attributes:
        students: Rows of nbgrader's table of students.
        lessons: Name, due date and maximal score of each lesson.
        scores: By (student, lesson); who handed nothing in is not there.
    """

    students: Sequence[Any]
    lessons: Sequence[Any]
    scores: Mapping[tuple[str, str], Score]

    def only(self, lessons: Collection[str] | None) -> "Gradebook":
        """Return the gradebook with some of its lessons, or with all if none is named.

        Raises:
            CourseError: A lesson is not there, or there is none at all.
        """
        there = {lesson.name for lesson in self.lessons}
        if not there:
            raise CourseError("the gradebook has no lesson: run `linquant build`")
        if unknown := sorted(set(lessons or there) - there):
            raise CourseError(f"the gradebook does not know {', '.join(unknown)}: run `linquant build`")
        return replace(self, lessons=[one for one in self.lessons if not lessons or one.name in lessons])


def read_scores(course: Course) -> Gradebook:
    """Read the gradebook.

    Raises:
        CourseError: It cannot be used.
    """
    student, lesson = api.Student, api.Assignment
    with told_plainly(), course.api.gradebook as gradebook, gradebook.engine.connect() as connection:
        students = connection.execute(
            select(student.__table__).order_by(student.last_name, student.first_name, student.id)
        ).all()
        lessons = connection.execute(
            select(lesson.name, lesson.duedate, lesson.max_score.label("max_score")).order_by(
                lesson.duedate, lesson.name
            )
        ).all()
        notebooks = submitted_notebooks(connection)
    scores = {pair: Score(None, 0.0, 0.0, is_graded=False, waits=False) for pair in course.submissions()}
    for row in notebooks:
        is_graded = notebook_path(course.autograded / row.student, row.lesson).is_file()
        scores[row.student, row.lesson] = Score(
            row.timestamp, row.points, row.penalty or 0.0, is_graded, bool(row.waits)
        )
    return Gradebook(students, lessons, scores)
