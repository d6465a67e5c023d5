"""The gradebook for other programs: nbgrader's CSV, and the one that Canvas imports.

In both, an empty cell is a lesson that was not handed in or is not graded, and 0 is a score: Canvas leaves grades alone
where cells are empty. Names, addresses and ids cannot become formulas (`csvfile.harmless`).
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from linquant_course.course import CourseError
from linquant_course.csvfile import CsvFile, as_csv, harmless, read_csv
from linquant_course.scores import Gradebook


class Format(StrEnum):
    """Whose CSV is written."""

    NBGRADER = "nbgrader"
    CANVAS = "canvas"


FILES = {Format.NBGRADER: Path("course", "grades.csv"), Format.CANVAS: Path("course", "canvas.csv")}
NBGRADER_COLUMNS = (
    "assignment",
    "duedate",
    "timestamp",
    "student_id",
    "last_name",
    "first_name",
    "email",
    "raw_score",
    "late_submission_penalty",
    "score",
    "max_score",
)
CANVAS_COLUMNS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
LOGIN = "SIS Login ID"
POINTS_POSSIBLE = "    Points Possible"
EXCUSED = "EX"


def exported(
    gradebook: Gradebook, form: Format, template: Path | None = None, id_column: str = LOGIN
) -> tuple[str, list[str]]:
    """Return the gradebook as text in a format, and what a person should know about it.

    Raises:
        CourseError: The template or the column cannot be used.
    """
    if form is Format.NBGRADER:
        if template:
            raise CourseError("--template FILE belongs to --format canvas")
        return nbgrader_csv(gradebook), []
    if template:
        return fill_in_template(gradebook, read_csv(template), id_column)
    return canvas_csv(gradebook, id_column), []


def write(destination: Path, text: str) -> None:
    """Write a file in UTF-8, its lines as they are.

    Raises:
        CourseError: It cannot be written.
    """
    try:
        destination.write_bytes(text.encode("utf-8", "replace"))
    except OSError as error:
        raise CourseError(f"{destination}: {error.strerror}") from error


def nbgrader_csv(gradebook: Gradebook) -> str:
    """Return what `nbgrader export` writes: a line for each lesson and student.

    It differs in that lessons without a score have no score, where nbgrader puts 0, and in that cells are quoted.
    """
    rows: list[tuple[object, ...]] = [NBGRADER_COLUMNS]
    for lesson in gradebook.lessons:
        for student in gradebook.students:
            score = gradebook.scores.get((student.id, lesson.name))
            about = map(harmless, (student.id, student.last_name, student.first_name, student.email))
            graded = (score.points, score.penalty, score.total) if score and score.is_graded else ("", "", "")
            dates = (lesson.duedate, score.timestamp if score else None)
            rows.append((lesson.name, *dates, *about, *graded, lesson.max_score))
    return as_csv(rows)


def canvas_csv(gradebook: Gradebook, id_column: str = LOGIN) -> str:
    """Return a gradebook for Canvas with a column for each lesson, which Canvas asks about when it imports it.

    Args:
        gradebook: The class.
        id_column: The column that holds the students' ids of this course; Canvas' own ids are in ID.

    Raises:
        CourseError: There is no such column.
    """
    if id_column not in CANVAS_COLUMNS[1:4]:
        raise CourseError(f"Canvas has no column {id_column} for ids: choose from {', '.join(CANVAS_COLUMNS[1:4])}")
    rows: list[list[object]] = [
        [*CANVAS_COLUMNS, *(lesson.name for lesson in gradebook.lessons)],
        [POINTS_POSSIBLE, *[""] * 4, *(lesson.max_score for lesson in gradebook.lessons)],
    ]
    for student in gradebook.students:
        name = ", ".join(filter(None, (student.last_name, student.first_name))) or student.id
        about = {"Student": name, "ID": student.lms_user_id, id_column: student.id}
        scores = (_total(gradebook, student.id, lesson.name) for lesson in gradebook.lessons)
        rows.append([*(harmless(about.get(column)) for column in CANVAS_COLUMNS), *scores])
    return as_csv(rows)


def fill_in_template(gradebook: Gradebook, template: CsvFile, id_column: str = LOGIN) -> tuple[str, list[str]]:
    """Return a gradebook that Canvas exported with the scores of this course in it, and what a person should know.

    A lesson's column is one whose name begins with the lesson's id and ends with Canvas' number, as in "L2-A (1234)". A
    student's row has Canvas' number of the student in ID, or else the student's id in id_column. All other cells
    stay as they are, and so do those of excused students and those without a score here.

    Raises:
        CourseError: The template is no gradebook of Canvas, or has none of the lessons or two columns for one.
    """
    number, login = template.column("ID"), template.column(id_column)
    columns = {lesson.name: at for lesson in gradebook.lessons if (at := _column(template, lesson.name)) is not None}
    if not columns:
        raise CourseError(f"{template.path} has no column like '{gradebook.lessons[0].name} (1234)' for a lesson")
    by_number = {student.lms_user_id: student.id for student in gradebook.students if student.lms_user_id}
    ids = {student.id for student in gradebook.students}
    rows, seen = [template.header], set()
    for row in template.rows:
        student = by_number.get(row[number].strip(), row[login].strip())
        filled = list(row)
        for lesson, at in columns.items():
            score = _total(gradebook, student, lesson)
            if score != "" and row[at].strip().upper() != EXCUSED:
                filled[at] = str(score)
        rows.append(filled)
        seen.add(student)
    notes = list(_about_template(gradebook, template, columns, ids - seen))
    return template.mark + as_csv(rows, template.delimiter, template.newline), notes


def unfinished(gradebook: Gradebook) -> list[str]:
    """Return what makes the scores provisional, a sentence for each lesson."""
    notes = []
    for lesson in gradebook.lessons:
        scores = [score for (_, name), score in gradebook.scores.items() if name == lesson.name]
        if ungraded := sum(not score.is_graded for score in scores):
            notes.append(f"{lesson.name}: not graded and left empty: {ungraded}")
        if waiting := sum(score.is_graded and score.waits for score in scores):
            notes.append(f"{lesson.name}: with an answer that waits for grading by hand: {waiting}")
    return notes


def _total(gradebook: Gradebook, student: str, lesson: str) -> float | str:
    score = gradebook.scores.get((student, lesson))
    return score.total if score and score.is_graded else ""


def _column(template: CsvFile, lesson: str) -> int | None:
    names = template.columns()
    found = [at for at, name in enumerate(names) if re.match(rf"{re.escape(lesson)}(?![\w-]).*\(\d+\)$", name)]
    if len(found) > 1:
        both = " and ".join(names[at] for at in found)
        raise CourseError(f"{template.path} has two columns for {lesson}: {both}")
    return found[0] if found else None


def _about_template(
    gradebook: Gradebook, template: CsvFile, columns: dict[str, int], missing: set[str]
) -> Iterator[str]:
    if absent := [lesson.name for lesson in gradebook.lessons if lesson.name not in columns]:
        yield f"no column in {template.path} for {', '.join(absent)}"
    if graded := sorted({student for student, lesson in gradebook.scores if student in missing and lesson in columns}):
        yield f"no row in {template.path} for {', '.join(graded)}"
    for row in template.rows:
        if row[0].strip() == POINTS_POSSIBLE.strip():
            for lesson in gradebook.lessons:
                there = row[columns[lesson.name]].strip() if lesson.name in columns else ""
                if re.fullmatch(r"\d+(\.\d+)?", there) and float(there) != lesson.max_score:
                    yield f"{lesson.name} has {lesson.max_score:g} points here and {there} in Canvas"
