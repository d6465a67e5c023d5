"""A course with a class in it, for the screenshots: the answers in tests/answers, handed in under students' names."""

import os
import shutil
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import nbformat
from conftest import ROOT, make_course
from nbclient import NotebookClient

from linquant_course.answers import fill_in, grade_id, is_written_answer, read_case, read_cases
from linquant_course.build import build_release
from linquant_course.course import Course, notebook_path
from linquant_course.progress import QUIET
from linquant_course.start import copy_lessons

# The lesson of the class; it has an answer in words.
LESSON = "L3-A"
DUE = datetime(2026, 3, 1, 23, 59)
REASON = (
    "Weights symmetric: they lie evenly around 0, and without a zero point the products stay cheap.\n"
    "Activations after a ReLU asymmetric: they have one sign, and half of the codes would be unused otherwise."
)
# A student's work with a failing visible test that is recognised.
OWN_LESSON = "L2-A"
OWN_CASE = "cast_before_clamp"
OWN_CELL = "linear_q_with_scale_and_zero_point"
STUDENTS = [f"student-{number:02}" for number in range(1, 26)]
# The answer of the student whose feedback is shown, and who that is.
SHOWN_CASE = "dtype_not_forwarded"


def open_classroom(folder: Path) -> Course:
    """Make a course whose class has handed in LESSON, and a student's work folder beside it; grade everything."""
    # Whoever builds the website may have a class, with a gradebook and an exchange.
    os.environ.pop("LINQUANT_DB_URL", None)
    os.environ["LINQUANT_EXCHANGE"] = str(folder / "exchange")
    course = make_course(folder)
    (folder / "exchange").mkdir()
    shutil.copy(ROOT / "README.md", folder)
    shutil.copytree(ROOT / "course" / "labconfig", folder / "course" / "labconfig")
    copy_lessons(course, folder / "work")
    _write_own_work(course, notebook_path(folder / "work", OWN_LESSON))
    for lesson in (OWN_LESSON, LESSON):
        build_release(course, lesson)
    with course.api.gradebook as gradebook:
        gradebook.update_or_create_assignment(LESSON, duedate=DUE, course_id="linquant")
        gradebook.add_student("student-26")
    _hand_in(course)
    grade = [sys.executable, "-m", "linquant_course.cli", "grade", "--unsandboxed", "--json"]
    subprocess.run(grade, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return course


def _write_own_work(course: Course, path: Path) -> None:
    """Write a notebook as a student leaves it: every cell has run, and some tests have failed."""
    notebook = fill_in(course, read_case(course.answers / OWN_LESSON / f"{OWN_CASE}.py"))
    NotebookClient(notebook, allow_errors=True, kernel_name="python3", config=QUIET).execute()
    nbformat.write(notebook, path)


def shown_student(course: Course) -> str:
    """Return the name of the student whose feedback is shown."""
    cases = [case.name for case in read_cases(course, LESSON)]
    return STUDENTS[cases.index(SHOWN_CASE)]


def _hand_in(course: Course) -> None:
    for number, (student, case) in enumerate(zip(STUDENTS, read_cases(course, LESSON), strict=False)):
        notebook = fill_in(course, case)
        for cell in notebook.cells:
            if is_written_answer(cell) and grade_id(cell) not in case.cells:
                cell.source = REASON
        path = notebook_path(course.submitted / student, LESSON)
        path.parent.mkdir(parents=True)
        nbformat.write(notebook, path)
        # Most of them in the last two days, some late.
        handed_in = DUE + timedelta(hours=14 - 3 * number)
        (path.parent / "timestamp.txt").write_text(f"{handed_in} UTC", encoding="utf-8")
