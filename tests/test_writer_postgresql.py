"""The writer on PostgreSQL, where the machine has a server to start."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import make_course
from test_writer import BAD_IDS, GOOD_IDS, LESSON, executed, grade_by_hand, graded, record, recorded

from linquant_course.build import build_release
from linquant_course.course import Course
from linquant_course.grader.feedback import needs_feedback, write_feedback


def programs() -> Path | None:
    """Return the folder with initdb and pg_ctl; Debian keeps it off the PATH."""
    found = [Path(name).parent for name in [shutil.which("initdb")] if name]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return found[-1] if found else None


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    pytest.importorskip("psycopg2")
    if (folder := programs()) is None:
        pytest.skip("no PostgreSQL server on this machine")
    # The server refuses to run as root.
    user = pwd.getpwnam("postgres").pw_name if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory() as data:
        if user:
            shutil.chown(data, user)
        start = [
            folder / "pg_ctl",
            "-D",
            f"{data}/db",
            "-w",
            "-l",
            f"{data}/log",
            "-o",
            f"-k {data} -c listen_addresses=",
        ]
        for command in ([folder / "initdb", "-D", f"{data}/db", "-A", "trust", "-U", "linquant"], [*start, "start"]):
            subprocess.run(command, check=True, user=user, cwd=data, stdout=subprocess.DEVNULL)
        try:
            yield f"postgresql+psycopg2://linquant@/postgres?host={data}"
        finally:
            stop = [folder / "pg_ctl", "-D", f"{data}/db", "-m", "immediate", "stop"]
            subprocess.run(stop, check=True, user=user, cwd=data, stdout=subprocess.DEVNULL)


@pytest.fixture
def course(database: str, tmp_path: Path) -> Course:
    course = make_course(tmp_path / "clone")
    course.directory.db_url = database
    build_release(course, LESSON)
    return course


def scores(course: Course, student: str) -> list[tuple[str, float | None, float | None, bool]]:
    with course.api.gradebook as gradebook:
        grades = gradebook.find_submission_notebook(LESSON, LESSON, student).grades
        return sorted((one.name, one.auto_score, one.manual_score, one.needs_manual_grade) for one in grades)


def test_postgresql_gets_the_same_grades_as_sqlite(course: Course, tmp_path: Path) -> None:
    local = make_course(tmp_path / "local")
    build_release(local, LESSON)
    found = []
    for one in (local, course):
        failures = record(one, *(graded(one, student) for student in [*BAD_IDS, *GOOD_IDS]))
        failures += record(one, graded(one, "ben"), graded(one, "cleo", digest=None))
        grade_by_hand(one, "ada")
        assert record(one, graded(one, "ada", notebook=executed(one), digest="second")) == []
        pairs = [(student, LESSON) for student in GOOD_IDS]
        assert write_feedback(one, pairs, processes=1) == []
        assert needs_feedback(one, pairs) == []
        found.append(([failure.student for failure in failures], recorded(one), scores(one, "ada"), scores(one, "ben")))
    assert found[0] == found[1]
    assert found[1][1]["ada", LESSON] == "second"
