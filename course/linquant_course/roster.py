"""Students from a CSV file into the gradebook."""

import unicodedata
from collections.abc import Sequence
from pathlib import Path

from nbgrader import api
from sqlalchemy import select

from linquant_course.course import Course, CourseError
from linquant_course.csvfile import CsvFile, read_csv
from linquant_course.export import LOGIN, POINTS_POSSIBLE
from linquant_course.grader.gradebook import told_plainly
from linquant_course.grader.writer import check_student_id

FIELDS = ("first_name", "last_name", "email", "lms_user_id")
LONGEST_FIELD = 128
TEST_STUDENT = "Student, Test"


def read_roster(path: Path, id_column: str | None = None) -> list[dict[str, str]]:
    """Return the students of a file as nbgrader's table has them: id, and what the file says of FIELDS.

    The file is what `nbgrader db student import` takes (a column id, and any of FIELDS), or a gradebook that Canvas
    exported (columns Student and ID; rows that are no student are left out).

    Args:
        path: The file.
        id_column: The column with the students' ids; without it id, or Canvas' SIS Login ID.

    Raises:
        CourseError: The file, a column or an id cannot be used; the message says where.
    """
    table = read_csv(path)
    from_canvas = {"Student", "ID"} <= set(table.columns())
    own = table.column(id_column or (LOGIN if from_canvas else "id"))
    students, lines = [], []
    for row, line in zip(table.rows, table.lines, strict=True):
        if not "".join(row).strip() or (from_canvas and _is_no_student(table, row)):
            continue
        student = {"id": row[own].strip()} | (_from_canvas(table, row) if from_canvas else _as_named(table, row))
        _check(student, f"{path}, line {line}")
        students.append(student)
        lines.append(line)
    if not students:
        raise CourseError(f"{path} has no student")
    for field in ("id", "lms_user_id"):
        _check_unique(field, students, lines, path)
    return students


def import_students(course: Course, students: Sequence[dict[str, str]]) -> int:
    """Put all students into the gradebook, or none; what a student's entry does not say stays as it is there.

    Returns:
        How many were not there before.

    Raises:
        CourseError: The gradebook cannot be used.
    """
    with told_plainly(), course.api.gradebook as gradebook:
        before = set(gradebook.db.scalars(select(api.Student.id)))
        for student in students:
            # With a hub, nbgrader keeps who belongs to a course there.
            course.api.authenticator.add_student_to_course(student["id"], course.directory.course_id)
            gradebook.db.merge(api.Student(**student))
        gradebook.db.commit()
    return len({student["id"] for student in students} - before)


def _is_no_student(table: CsvFile, row: Sequence[str]) -> bool:
    # Canvas has rows about its columns on top, and a pretended student at the bottom.
    name, number = (row[table.column(column)].strip() for column in ("Student", "ID"))
    return name in (POINTS_POSSIBLE.strip(), TEST_STUDENT) or not (name or number)


def _from_canvas(table: CsvFile, row: Sequence[str]) -> dict[str, str]:
    last, _, rest = row[table.column("Student")].partition(",")
    found = {"last_name": last.strip(), "first_name": rest.strip(), "lms_user_id": row[table.column("ID")].strip()}
    return {field: value for field, value in found.items() if value}


def _as_named(table: CsvFile, row: Sequence[str]) -> dict[str, str]:
    found = {field: row[table.column(field)].strip() for field in FIELDS if field in table.header}
    return {field: value for field, value in found.items() if value}


def _check(student: dict[str, str], where: str) -> None:
    try:
        check_student_id(student["id"])
    except ValueError as error:
        raise CourseError(f"{where}: {error}") from error
    for field, value in student.items():
        if len(value) > LONGEST_FIELD:
            raise CourseError(f"{where}: {field} has more than {LONGEST_FIELD} characters")
        if any(unicodedata.category(character) == "Cc" for character in value):
            raise CourseError(f"{where}: {field} has control characters")


def _check_unique(field: str, students: Sequence[dict[str, str]], lines: Sequence[int], path: Path) -> None:
    first: dict[str, int] = {}
    for student, line in zip(students, lines, strict=True):
        if (value := student.get(field)) and first.setdefault(value, line) != line:
            raise CourseError(f"{path}, lines {first[value]} and {line}: the same {field}, {value}")
