"""linquant grade as a whole: nothing is lost, nothing is done twice, and honest mistakes of form cost nothing."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import nbformat
import psutil
import pytest
from conftest import make_course
from faulty import Fault, read_faults

from linquant_course.answers import fill_in, grade_id, is_autograded_test, read_case
from linquant_course.build import build_release
from linquant_course.course import Course, CourseError, notebook_path, read_notebook
from linquant_course.grader.run import only_one

LESSON = "L1-A"
STUDENTS = 12
FAULTS = read_faults()


def hand_in(course: Course, student: str, case: str, lesson: str = LESSON) -> Path:
    path = notebook_path(course.submitted / student, lesson)
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(fill_in(course, read_case(course.answers / lesson / f"{case}.py")), path)
    return path


@pytest.fixture
def graded_course(tmp_path: Path) -> Course:
    """A course with one lesson and a small class that has handed it in."""
    course = make_course(tmp_path / "clone")
    build_release(course, LESSON)
    cases = sorted(path.stem for path in (course.answers / LESSON).glob("*.py"))
    for number in range(STUDENTS):
        hand_in(course, f"student-{number:02}", cases[number % len(cases)])
    return course


def command(course: Course, *arguments: str) -> subprocess.Popen[str]:
    line = [sys.executable, "-m", "linquant_course.cli", "grade", *arguments]
    return subprocess.Popen(line, cwd=course.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def grade(course: Course, *arguments: str) -> dict[str, Any]:
    process = command(course, "--json", *arguments)
    output, errors = process.communicate(timeout=600)
    assert (process.returncode, errors) == (0, "")
    return dict(json.loads(output))


def scores(course: Course, lesson: str = LESSON) -> dict[str, dict[str, float | None]]:
    """Return every cell's score by student, and make sure that no submission is there twice."""
    with course.api.gradebook as gradebook:
        submissions = gradebook.find_assignment(lesson).submissions
        found = {s.student.id: {g.name: g.auto_score for g in s.notebooks[0].grades} for s in submissions}
        assert len(found) == len(submissions)
    return found


def left_alive(processes: list[psutil.Process]) -> list[psutil.Process]:
    return psutil.wait_procs(processes, timeout=20)[1]


def test_killed_twenty_times_it_still_grades_everybody_once_and_the_same(graded_course: Course, tmp_path: Path) -> None:
    moments = random.Random(0)
    killed, started = 0, list[psutil.Process]()
    for _ in range(20):
        process = command(graded_course, "--no-figures")
        time.sleep(moments.uniform(1.0, 7.0))
        if process.poll() is None:
            killed += 1
            started += psutil.Process(process.pid).children(recursive=True)
        process.kill()
        process.wait()
    assert left_alive(started) == []
    last = grade(graded_course)
    assert killed >= 5
    assert last["unchanged"] + len(last["graded"]) == STUDENTS
    interrupted = scores(graded_course)

    grade(graded_course, "--force")
    assert interrupted == scores(graded_course)
    assert len(interrupted) == STUDENTS
    for student in interrupted:
        assert (graded_course.root / "course" / "feedback" / student / LESSON / f"{LESSON}.html").is_file()


def test_ctrl_c_keeps_what_is_done_and_the_next_run_goes_on(graded_course: Course) -> None:
    slow = hand_in(graded_course, "student-99", "untouched")
    notebook = read_notebook(slow)
    notebook.cells.append(nbformat.v4.new_code_cell("import time\ntime.sleep(20)"))
    nbformat.write(notebook, slow)
    process = command(graded_course, "--jobs", "1", "--json")
    deadline = time.monotonic() + 60
    while not list(graded_course.autograded.glob("*")) and time.monotonic() < deadline:
        time.sleep(0.05)
    started = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (130, "")
    done = json.loads(output)
    assert done["interrupted"]
    assert 0 < len(done["graded"]) < STUDENTS + 1
    assert left_alive(started) == []
    rest = grade(graded_course, "--no-feedback")
    assert len(rest["graded"]) == STUDENTS + 1 - len(done["graded"])


def test_only_what_changed_is_graded_again_and_a_persons_grades_stay(graded_course: Course) -> None:
    assert len(grade(graded_course)["graded"]) == STUDENTS
    with graded_course.api.gradebook as gradebook:
        row = gradebook.find_submission_notebook(LESSON, LESSON, "student-01").grades[0]
        row.manual_score, row.needs_manual_grade, name = 0.5, False, row.name
        gradebook.db.commit()
    assert grade(graded_course)["graded"] == []

    path = notebook_path(graded_course.submitted / "student-01", LESSON)
    os.utime(path, (0, 0))
    assert grade(graded_course)["graded"] == []
    hand_in(graded_course, "student-01", "untouched")
    assert grade(graded_course)["graded"] == [["student-01", LESSON]]
    with graded_course.api.gradebook as gradebook:
        grades = {g.name: g for g in gradebook.find_submission_notebook(LESSON, LESSON, "student-01").grades}
    assert (grades[name].auto_score, grades[name].manual_score) == (0, 0.5)

    source = notebook_path(graded_course.source, LESSON)
    notebook = read_notebook(source)
    test = next(cell for cell in notebook.cells if is_autograded_test(cell))
    test.source += "\n# a change"
    nbformat.write(notebook, source)
    build_release(graded_course, LESSON)
    assert len(grade(graded_course)["graded"]) == STUDENTS


def test_a_second_run_says_that_there_is_one(graded_course: Course) -> None:
    with only_one(graded_course):
        process = command(graded_course, "--no-figures")
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 2
        assert errors == "error: another linquant grade is running in this course: wait for it, or stop it\n"
        with pytest.raises(CourseError, match="another linquant grade"), only_one(graded_course):
            raise AssertionError("the lock was given twice")


@pytest.fixture(scope="module")
def faulty_course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    course = make_course(tmp_path_factory.mktemp("faults") / "clone")
    for lesson in sorted({fault.lesson for fault in FAULTS}):
        build_release(course, lesson)
    for fault in FAULTS:
        fault.hand_in(course.submitted / fault.name / fault.lesson)
    return course


@pytest.fixture(scope="module")
def faults_graded(faulty_course: Course) -> dict[str, Any]:
    return grade(faulty_course, "--seconds", "6", "--no-figures")


@pytest.mark.parametrize("fault", FAULTS, ids=[f"{fault.lesson}-{fault.name}" for fault in FAULTS])
def test_a_faulty_submission_gets_what_its_work_deserves_and_a_sentence(
    faulty_course: Course, faults_graded: dict[str, Any], fault: Fault
) -> None:
    cells = read_notebook(notebook_path(faulty_course.source, fault.lesson)).cells
    tests = [grade_id(cell) for cell in cells if is_autograded_test(cell)]
    found = scores(faulty_course, fault.lesson)[fault.name]
    assert sorted(name for name in tests if not found[name]) == sorted(fault.case.lost(tests))
    page = faulty_course.root / "course" / "feedback" / fault.name / fault.lesson / f"{fault.lesson}.html"
    text = page.read_text(encoding="utf-8")
    if fault.note:
        notes = [note for entry in faults_graded["notes"] if entry["student"] == fault.name for note in entry["notes"]]
        assert fault.note in " ".join(notes)
        assert "From the grader" in text
