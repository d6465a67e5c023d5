"""Grading with PostgreSQL as nbgrader's database, where the machine has a server to start."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from conftest import make_course
from nbgrader.dbutil import upgrade
from sqlalchemy import create_engine
from test_run import grade, hand_in
from test_run import scores as scores_of_everybody
from test_writer import BAD_IDS, DUE, GOOD_IDS, LESSON, executed, grade_by_hand, graded, record, recorded

from linquant_course.build import build_release
from linquant_course.course import Course, CourseError
from linquant_course.export import nbgrader_csv
from linquant_course.grader.feedback import needs_feedback, write_feedback
from linquant_course.grader.late import renew_penalties
from linquant_course.grader.writer import Writer
from linquant_course.roster import import_students
from linquant_course.scores import read_scores


def programs() -> Path | None:
    """Return the folder with initdb and pg_ctl; Debian keeps it off the PATH."""
    found = [Path(name).parent for name in [shutil.which("initdb")] if name]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return found[-1] if found else None


@pytest.fixture(scope="module")
def server() -> Iterator[Path]:
    """Start a server, and return the folder of its socket."""
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    if (folder := programs()) is None:
        pytest.skip("no PostgreSQL server on this machine")
    # The server refuses to run as root.
    user = "postgres" if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory() as data:
        if user:
            shutil.chown(data, user)
        control = [folder / "pg_ctl", "-D", f"{data}/db", "-w"]
        start = [*control, "-l", f"{data}/log", "-o", f"-k {data} -c listen_addresses=", "start"]
        for command in ([folder / "initdb", "-D", f"{data}/db", "-A", "trust", "-U", "linquant"], start):
            subprocess.run(command, check=True, user=user, cwd=data, stdout=subprocess.DEVNULL)
        try:
            yield Path(data)
        finally:
            stop = [*control, "-m", "immediate", "stop"]
            subprocess.run(stop, check=True, user=user, cwd=data, stdout=subprocess.DEVNULL)


def url_of(server: Path, database: str) -> str:
    return f"postgresql+psycopg://linquant@/{database}?host={server}"


@pytest.fixture
def course(server: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A course with an empty database of its own on the server."""
    engine = create_engine(url_of(server, "postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f'CREATE DATABASE "{tmp_path.name}"')
    engine.dispose()
    monkeypatch.setenv("LINQUANT_DB_URL", url_of(server, tmp_path.name))
    return make_course(tmp_path / "clone")


def scores(course: Course, student: str) -> list[tuple[str, float | None, float | None, bool]]:
    with course.api.gradebook as gradebook:
        grades = gradebook.find_submission_notebook(LESSON, LESSON, student).grades
        return sorted((one.name, one.auto_score, one.manual_score, one.needs_manual_grade) for one in grades)


def test_postgresql_gets_the_same_grades_as_sqlite(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LINQUANT_DB_URL")
    local = make_course(tmp_path / "local")
    found = []
    for one in (local, course):
        build_release(one, LESSON)
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


def test_nbgrader_s_upgrade_finds_a_database_of_its_own_version(course: Course) -> None:
    build_release(course, LESSON)
    assert record(course, graded(course, "ada")) == []
    upgrade(course.directory.db_url)
    assert recorded(course) == {("ada", LESSON): "first"}


def test_the_command_grades_into_the_database_that_the_environment_names(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lesson, cases = "L1-A", ("with_loops", "floor", "untouched")
    build_release(course, lesson)
    for case in cases:
        hand_in(course, case, case, lesson)
    assert len(grade(course)["graded"]) == len(cases)
    assert grade(course)["graded"] == []
    assert not (course.root / "course" / "gradebook.db").exists()

    monkeypatch.delenv("LINQUANT_DB_URL")
    local = Course(Path(shutil.copytree(course.root, tmp_path / "local")))
    build_release(local, lesson)
    assert len(grade(local)["graded"]) == len(cases)
    assert scores_of_everybody(course, lesson) == scores_of_everybody(local, lesson)


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("postgresql+psycopg://linquant@127.0.0.1:1/grades", "gradebook cannot be used: connection failed"),
        ("postgresql+nothing://linquant@127.0.0.1/grades", "LINQUANT_DB_URL, cannot be used: Can't load plugin"),
        ("grades", "LINQUANT_DB_URL, cannot be used: Could not parse"),
    ],
    ids=["no server", "no such driver", "no address"],
)
def test_a_database_that_cannot_be_opened_is_told_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str, message: str
) -> None:
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    monkeypatch.setenv("LINQUANT_DB_URL", url)
    course = make_course(tmp_path / "clone")
    with pytest.raises(CourseError, match=message):
        build_release(course, "L1-A")
    with pytest.raises(CourseError, match=message), Writer(course):
        raise AssertionError("the gradebook was opened")


def test_without_the_extra_the_message_names_it(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(CourseError, match=r"psycopg.* needs pip install 'linquant\[postgresql\]'"):
        build_release(course, "L1-A")


def test_a_class_list_late_penalties_and_the_export_work_there_too(course: Course) -> None:
    build_release(course, LESSON)
    import_students(course, [{"id": "ada", "last_name": "Lovelace"}, {"id": "left", "last_name": "Out"}])
    course.config.PercentPerDay.percent = 10
    with course.api.gradebook as gradebook:
        gradebook.update_or_create_assignment(LESSON, duedate=DUE, course_id="linquant")
    record(course, graded(course, "ada", timestamp=DUE + timedelta(hours=1)))
    grade_by_hand(course, "ada")
    with course.api.gradebook as gradebook:
        gradebook.find_submission(LESSON, "ada").extension = None
        gradebook.db.commit()

    assert [renew_penalties(course), renew_penalties(course)] == [1, 0]

    score = read_scores(course).scores["ada", LESSON]
    assert score.penalty == round(score.points / 10, 2) > 0
    _, *rows = nbgrader_csv(read_scores(course)).splitlines()
    assert [row.split(",")[3:] for row in rows] == [
        ["ada", "Lovelace", "", "", str(score.points), str(score.penalty), str(score.total), "22.0"],
        ["left", "Out", "", "", "", "", "", "22.0"],
    ]
