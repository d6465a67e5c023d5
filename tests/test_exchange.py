"""A released lesson reaches a student and the student's work comes back, through nbgrader's exchange folder."""

from pathlib import Path

import pytest
from conftest import make_course
from nbgrader.exchange import ExchangeFactory

from linquant_course.build import build_release
from linquant_course.course import Course, notebook_path


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    exchange = tmp_path / "exchange"
    exchange.mkdir(mode=0o777)
    exchange.chmod(0o777)
    monkeypatch.setenv("LINQUANT_EXCHANGE", str(exchange))
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    return make_course(tmp_path / "clone")


def test_release_fetch_submit_and_collect(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = "L2-A"
    build_release(course, lesson)
    assert course.api.release_assignment(lesson)["success"]
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.chdir(home)
    factory = ExchangeFactory(config=course.config)
    course.directory.assignment_id = lesson
    for step in (factory.FetchAssignment, factory.Submit):
        step(coursedir=course.directory, authenticator=course.api.authenticator, config=course.config).start()
    assert (home / lesson / f"{lesson}.ipynb").is_file()

    assert course.api.collect(lesson)["success"]

    ((student, collected),) = course.submissions()
    assert collected == lesson
    handed_in = notebook_path(course.submitted / student, lesson)
    assert handed_in.read_bytes() == notebook_path(course.release, lesson).read_bytes()
