"""linquant doctor: what is wrong with the exchange, the lessons and the gradebook is named, and how to mend it."""

import sqlite3
import sys
from pathlib import Path

import pytest
from conftest import LESSONS, make_course
from sqlalchemy import create_engine
from test_doctor import wrong

from linquant_course.build import build_release, build_translation
from linquant_course.course import Course, notebook_path
from linquant_course.doctor import folders, gradebook
from linquant_course.doctor.finding import Level

LESSON = "L2-A"
FROM_AN_OLDER_NBGRADER = """
CREATE TABLE older (id VARCHAR(32) NOT NULL PRIMARY KEY, name VARCHAR(128) NOT NULL UNIQUE, duedate DATETIME);
INSERT INTO older SELECT id, name, duedate FROM assignment;
DROP TABLE assignment;
ALTER TABLE older RENAME TO assignment;
DROP TABLE course;
UPDATE alembic_version SET version_num = '282d30a0218e';
"""


def exchange_of(root: Path) -> list[tuple[Level, str]]:
    return [(level, said) for level, said in wrong(folders.findings(make_course(root))) if "exchange" in said]


@pytest.fixture
def exchange(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The path of an exchange folder that everybody could reach."""
    monkeypatch.setenv("LINQUANT_EXCHANGE", str(tmp_path / "exchange"))
    # pytest's own folders are closed to other users.
    monkeypatch.setattr(folders, "closed_to_others", lambda folder: [])
    return tmp_path / "exchange"


@pytest.mark.parametrize(
    ("mode", "level", "remedy"),
    [(None, Level.PROBLEM, "mkdir -m 1777"), (0o1755, Level.PROBLEM, "chmod 1777"), (0o777, Level.NOTE, "chmod +t")],
    ids=["missing", "not for everybody", "not sticky"],
)
def test_an_exchange_that_students_cannot_use_or_can_spoil_is_named(
    exchange: Path, tmp_path: Path, mode: int | None, level: Level, remedy: str
) -> None:
    if mode is not None:
        exchange.mkdir()
        exchange.chmod(mode)
    [(found, said)] = exchange_of(tmp_path / "clone")
    assert found == level
    assert f"{remedy} {exchange}" in said


def test_an_exchange_for_everybody_is_well(exchange: Path, tmp_path: Path) -> None:
    exchange.mkdir()
    exchange.chmod(0o1777)
    assert exchange_of(tmp_path / "clone") == []


def test_an_exchange_in_a_closed_folder_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    (home / "exchange").mkdir(parents=True)
    (home / "exchange").chmod(0o1777)
    home.chmod(0o700)
    monkeypatch.setenv("LINQUANT_EXCHANGE", str(home / "exchange"))
    [(level, said)] = exchange_of(tmp_path / "clone")
    assert level == Level.PROBLEM
    assert "other users cannot enter" in said
    assert str(home) in said.partition("chmod o+x")[2]


def test_who_does_not_use_the_exchange_needs_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LINQUANT_EXCHANGE", raising=False)
    assert [level for level, _ in exchange_of(tmp_path / "clone")] == [Level.NOTE]


def lessons_of(course: Course) -> list[str]:
    return [said for _, said in wrong(folders.findings(course)) if "exchange" not in said]


def test_the_lessons_of_this_course_are_what_their_sources_give(course: Course) -> None:
    assert lessons_of(course) == []


def test_lessons_that_are_not_what_their_sources_give_are_named(empty_course: Course) -> None:
    edited, broken = (notebook_path(empty_course.source, lesson) for lesson in (LESSON, "L3-A"))
    edited.write_text(edited.read_text(encoding="utf-8").replace("You will", "You shall"), encoding="utf-8")
    broken.write_text("{", encoding="utf-8")
    notebook_path(empty_course.release, "L5-A").unlink()
    [said] = lessons_of(empty_course)
    assert said.endswith("the sources of L2-A, L3-A, L5-A give: linquant build L2-A L3-A L5-A")
    build_release(empty_course, LESSON)
    assert lessons_of(empty_course)[0].endswith(": linquant build L3-A L5-A")


def test_translated_lessons_that_are_not_up_to_date_are_named(course: Course, tmp_path: Path) -> None:
    own = make_course(tmp_path / "clone")
    (own.root / "course" / "locale").symlink_to(course.root / "course" / "locale")
    for lesson in LESSONS:
        build_translation(own, "zh_CN", lesson)
    assert lessons_of(own) == []
    path = notebook_path(own.release_in("zh_CN"), LESSON)
    path.write_text(path.read_text(encoding="utf-8").replace("NotImplementedError", "ValueError"), encoding="utf-8")
    notebook_path(own.release_in("zh_CN"), "L3-A").unlink()
    assert [said.rpartition(": ")[2] for said in lessons_of(own)] == ["linquant build --lang zh_CN L2-A L3-A"]


@pytest.fixture
def graded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A course whose gradebook has a lesson."""
    monkeypatch.delenv("LINQUANT_DB_URL", raising=False)
    course = make_course(tmp_path / "clone")
    build_release(course, LESSON)
    return course


def test_a_gradebook_is_well_and_none_is_a_note(graded: Course) -> None:
    assert wrong([gradebook.finding(graded)]) == []
    (graded.root / "course" / "gradebook.db").unlink()
    assert wrong([gradebook.finding(graded)]) == [(Level.NOTE, "no gradebook yet: linquant build makes it")]
    assert not (graded.root / "course" / "gradebook.db").exists()


def said_of_the_gradebook(course: Course) -> str:
    [(level, said)] = wrong([gradebook.finding(course)])
    assert level == Level.PROBLEM
    return said


def test_a_gradebook_that_something_else_locks_is_told(graded: Course) -> None:
    graded.directory.db_url += "?timeout=0.1"
    with create_engine(graded.directory.db_url).connect() as other:
        other.exec_driver_sql("BEGIN IMMEDIATE")
        assert "database is locked" in said_of_the_gradebook(graded)


def test_a_damaged_gradebook_is_told(graded: Course) -> None:
    (graded.root / "course" / "gradebook.db").write_text("It is long enough to look like one. " * 10)
    assert "the gradebook is damaged" in said_of_the_gradebook(graded)


def test_a_gradebook_of_an_older_nbgrader_is_told_with_the_command_that_mends_it(graded: Course) -> None:
    with sqlite3.connect(graded.root / "course" / "gradebook.db") as old:
        old.executescript(FROM_AN_OLDER_NBGRADER)
    command = f"JUPYTER_CONFIG_PATH=course nbgrader db upgrade, in {graded.root}"
    assert said_of_the_gradebook(graded) == f"the gradebook is of another version of nbgrader: {command}"


def test_a_lesson_with_a_cell_that_the_gradebook_does_not_know_is_told(graded: Course) -> None:
    path = notebook_path(graded.source, LESSON)
    path.write_text(
        path.read_text(encoding="utf-8").replace("test_every_code_reaches_quant_max", "test_new"), encoding="utf-8"
    )
    assert said_of_the_gradebook(graded).endswith(f"does not know test_new of {LESSON}: run `linquant build {LESSON}`")


def test_a_database_without_its_driver_is_told(graded: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    graded.directory.db_url = "postgresql+psycopg://grader@127.0.0.1/grades"
    assert "needs pip install 'linquant[postgresql]'" in said_of_the_gradebook(graded)
