"""nbgrader's tables as the grader reads them: by index, for many students at once.

They are read column by column: nbgrader's classes compute scores by scanning all grades, and its relationships load
whole classes of students.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from nbformat import NotebookNode
from nbgrader import api
from nbgrader.utils import is_grade, is_solution, is_task
from sqlalchemy import Connection, Table, select
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, OperationalError, ProgrammingError

from linquant_course.answers import grade_id
from linquant_course.course import CourseError

Assignment: Table = api.Assignment.__table__
Notebook: Table = api.Notebook.__table__
BaseCell: Table = api.BaseCell.__table__
GradeCell: Table = api.GradeCell.__table__
TaskCell: Table = api.TaskCell.__table__
SourceCell: Table = api.SourceCell.__table__
Student: Table = api.Student.__table__
SubmittedAssignment: Table = api.SubmittedAssignment.__table__
SubmittedNotebook: Table = api.SubmittedNotebook.__table__
Grade: Table = api.Grade.__table__
Comment: Table = api.Comment.__table__


@dataclass(frozen=True)
class Failure:
    """A submission for which a step failed, and why, in a sentence."""

    student: str
    lesson: str
    reason: str


@dataclass(frozen=True)
class Released:
    """A lesson as `linquant build` put it into the gradebook.

    Attributes:
        name: The lesson's id, such as L3-B.
        assignment: The id of its row in nbgrader's table of assignments.
        notebook: The id of its row in nbgrader's table of notebooks.
        duedate: When it was due, in UTC, if ever.
        graded: The ids of the cells that have a grade, by grade_id.
        commented: The ids of the cells that have a comment, by grade_id.
        points: What each graded cell is worth.
        checksums: The checksum of each cell as it was released.
    """

    name: str
    assignment: str
    notebook: str
    duedate: datetime | None
    graded: dict[str, str]
    commented: dict[str, str]
    points: dict[str, float]
    checksums: dict[str, str | None]

    @classmethod
    def read(cls, connection: Connection, name: str) -> "Released":
        """Read the lesson.

        Raises:
            CourseError: It is not in the gradebook.
        """
        found = connection.execute(
            select(Assignment.c.id, Notebook.c.id, Assignment.c.duedate)
            .join(Notebook, Notebook.c.assignment_id == Assignment.c.id)
            .where(Assignment.c.name == name, Notebook.c.name == name)
        ).first()
        if found is None:
            raise CourseError(f"{name} is not in the gradebook: run `linquant build {name}`")
        assignment, notebook, duedate = found
        cells = _cells(connection, notebook)
        worth = {cell: points for cell, _, _, points in cells if points is not None}
        return cls(
            name,
            assignment,
            notebook,
            duedate,
            graded={label: cell for cell, label, kind, _ in cells if kind in ("GradeCell", "TaskCell")},
            commented={label: cell for cell, label, kind, _ in cells if kind in ("SolutionCell", "TaskCell")},
            points={label: worth[cell] for cell, label, _, _ in cells if cell in worth},
            checksums=_checksums(connection, notebook),
        )

    def check(self, notebook: NotebookNode) -> None:
        """Compare the names of a notebook's cells with the release's.

        Raises:
            CourseError: The notebook has a graded or answered cell that the gradebook does not know.
        """
        graded = {grade_id(cell) for cell in notebook.cells if is_grade(cell) or is_task(cell)}
        commented = {grade_id(cell) for cell in notebook.cells if is_solution(cell) or is_task(cell)}
        if unknown := sorted((graded - self.graded.keys()) | (commented - self.commented.keys())):
            raise CourseError(
                f"the gradebook does not know {', '.join(unknown)} of {self.name}: run `linquant build {self.name}`"
            )


def submissions(connection: Connection, released: Released, students: Collection[str]) -> dict[str, Any]:
    """Return id, timestamp and extension of the submissions that are there, by student."""
    columns = SubmittedAssignment.c
    rows = connection.execute(
        select(columns.id, columns.student_id, columns.timestamp, columns.extension).where(
            columns.assignment_id == released.assignment, columns.student_id.in_(students)
        )
    )
    return {row.student_id: row for row in rows}


def submitted_notebooks(connection: Connection, released: Released, assignments: Collection[str]) -> dict[str, Any]:
    """Return id and late penalty of the submitted notebooks, by the id of their submission."""
    columns = SubmittedNotebook.c
    rows = connection.execute(
        select(columns.assignment_id, columns.id, columns.late_submission_penalty).where(
            columns.notebook_id == released.notebook, columns.assignment_id.in_(assignments)
        )
    )
    return {row.assignment_id: row for row in rows}


def rows_by_cell(
    connection: Connection, table: Table, cells: Collection[str], notebooks: Collection[str]
) -> dict[str, dict[str, Any]]:
    """Return the rows of Grade or Comment, by submitted notebook and cell."""
    # nbgrader's index starts with the cell: without it the query reads the whole table.
    rows = connection.execute(select(table).where(table.c.cell_id.in_(cells), table.c.notebook_id.in_(notebooks)))
    found: dict[str, dict[str, Any]] = {notebook: {} for notebook in notebooks}
    for row in rows:
        found[row.notebook_id][row.cell_id] = row
    return found


def score(automatic: float | None, manual: float | None, extra: float | None) -> float:
    """Return what a grade counts, as nbgrader does: the manual score wins, and extra credit alone is nothing."""
    given = automatic if manual is None else manual
    return 0.0 if given is None else given + (extra or 0.0)


def after_penalty(points: float, penalty: float) -> float:
    """Return what is left of a submission's points: never less than 0."""
    # Sums of binary fractions end in digits that nobody gave.
    return round(max(0.0, points - penalty), 6)


@contextmanager
def told_plainly() -> Iterator[None]:
    """Turn a database that cannot be reached, is locked, out of date or damaged into a CourseError."""
    try:
        yield
    except (ArgumentError, ModuleNotFoundError) as error:
        raise CourseError(
            f"the gradebook's address, LINQUANT_DB_URL, cannot be used: {reason(error)}. For PostgreSQL it is "
            "postgresql+psycopg://USER:PASSWORD@HOST/DATABASE, and needs pip install 'linquant[postgresql]'."
        ) from error
    except (OperationalError, ProgrammingError) as error:
        raise CourseError(
            f"the gradebook cannot be used: {reason(error)}. What is recorded is safe: mend it "
            "(close what else uses it; after an update of nbgrader run `nbgrader db upgrade`) and run again."
        ) from error
    except DatabaseError as error:
        # Its other kinds say that a row does not fit.
        if type(error) is not DatabaseError:
            raise
        raise CourseError(
            f"the gradebook is damaged, or no database: {reason(error)}. Put a copy of it in its place."
        ) from error


def reason(error: Exception) -> str:
    """Return what an error says, without the statement that SQLAlchemy quotes."""
    message = str(error.orig) if isinstance(error, DBAPIError) else str(error)
    return " ".join(message.split()) or type(error).__name__


def _cells(connection: Connection, notebook: str) -> list[tuple[str, str, str, float | None]]:
    cells = BaseCell.c
    rows = connection.execute(
        select(cells.id, cells.name, cells.type, GradeCell.c.max_score, TaskCell.c.max_score)
        .outerjoin(GradeCell, GradeCell.c.id == cells.id)
        .outerjoin(TaskCell, TaskCell.c.id == cells.id)
        .where(cells.notebook_id == notebook)
    )
    return [(cell, name, kind, task if grade is None else grade) for cell, name, kind, grade, task in rows]


def _checksums(connection: Connection, notebook: str) -> dict[str, str | None]:
    rows = connection.execute(
        select(SourceCell.c.name, SourceCell.c.checksum).where(SourceCell.c.notebook_id == notebook)
    )
    return {row.name: row.checksum for row in rows}
