"""What a feedback page shows of the gradebook, read for many students at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import GetGrades, NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution, is_task
from sqlalchemy import Connection

from linquant_course.answers import grade_id
from linquant_course.grader.gradebook import (
    Comment,
    Grade,
    Released,
    rows_by_cell,
    score,
    submissions,
    submitted_notebooks,
)


@dataclass(frozen=True)
class PageGrades:
    """What a feedback page shows of the gradebook.

    Attributes:
        scores: (score, points) of each graded cell, by grade_id.
        waiting: The cells that a person has still to grade.
        comments: The comment on each answer, by grade_id.
        late_penalty: Points lost by handing in late.
    """

    scores: dict[str, tuple[float, float]]
    waiting: tuple[str, ...]
    comments: dict[str, str | None]
    late_penalty: float


class ReadGrades(GetGrades):
    """nbgrader's GetGrades, which also tells an answer that nobody has read yet from one that earned nothing."""

    def _get_score(self, cell: NotebookNode, resources: Any) -> None:
        super()._get_score(cell, resources)
        name = grade_id(cell)
        grade = self.gradebook.find_grade(name, self.notebook_id, self.assignment_id, self.student_id)
        cell.metadata.nbgrader["waiting"] = is_waiting(grade)


class FillInGrades(NbGraderPreprocessor):
    """ReadGrades for grades that were read before, many students at once; they come in the resources."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Put scores, points and comments into the cells and their sums into the resources."""
        grades: PageGrades = resources["linquant_grades"]
        for cell in nb.cells:
            if is_solution(cell) or is_task(cell):
                cell.metadata.nbgrader["comment"] = grades.comments[grade_id(cell)]
            if is_grade(cell) or is_task(cell):
                about = cell.metadata.nbgrader
                about["score"], about["points"] = grades.scores[grade_id(cell)]
                about["waiting"] = grade_id(cell) in grades.waiting
        resources["nbgrader"]["score"] = sum(score for score, _ in grades.scores.values()) - grades.late_penalty
        resources["nbgrader"]["max_score"] = sum(points for _, points in grades.scores.values())
        resources["nbgrader"]["late_penalty"] = grades.late_penalty
        return nb, resources


def is_waiting(grade: Any) -> bool:
    """Tell whether a person has still to give the points of a grade, a row or an object of nbgrader's table."""
    # A score that was given before the last grading stands, though nbgrader asks to look at it again.
    return bool(grade.needs_manual_grade) and grade.manual_score is None


def read_grades(connection: Connection, lesson: Released, students: Sequence[str]) -> dict[str, PageGrades]:
    """Return what the gradebook has for each student who handed in a lesson, as nbgrader's GetGrades does."""
    ids = {row.id: student for student, row in submissions(connection, lesson, students).items()}
    notebooks = submitted_notebooks(connection, lesson, ids)
    keys = [row.id for row in notebooks.values()]
    grades = rows_by_cell(connection, Grade, lesson.graded.values(), keys)
    comments = rows_by_cell(connection, Comment, lesson.commented.values(), keys)
    return {
        ids[key]: PageGrades(
            scores={
                name: (score(row.auto_score, row.manual_score, row.extra_credit), lesson.points[name])
                for name, cell in sorted(lesson.graded.items())
                if (row := grades[notebook.id].get(cell))
            },
            waiting=tuple(
                name
                for name, cell in sorted(lesson.graded.items())
                if (row := grades[notebook.id].get(cell)) and is_waiting(row)
            ),
            comments={
                name: row.auto_comment if row.manual_comment is None else row.manual_comment
                for name, cell in sorted(lesson.commented.items())
                if (row := comments[notebook.id].get(cell))
            },
            late_penalty=notebook.late_submission_penalty or 0,
        )
        for key, notebook in notebooks.items()
    }
