"""The linquant command: exit codes, and messages without tracebacks."""

from pathlib import Path

import pytest
from conftest import LESSONS, make_course

from linquant_course.cli import app, main
from linquant_course.course import notebook_path


def run(arguments: list[str], capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    monkeypatch.setattr("sys.argv", ["linquant", *arguments])
    monkeypatch.setenv("COLUMNS", "200")
    with pytest.raises(SystemExit) as stop:
        main()
    captured = capfd.readouterr()
    return int(stop.value.code or 0), captured.out + captured.err


def test_outside_a_course_it_says_so(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, output = run(["grade"], capfd, monkeypatch)
    assert code == 2
    assert output.startswith(f"error: no course/nbgrader_config.py in {tmp_path}")


def test_an_unknown_lesson_is_named(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(make_course(tmp_path / "clone").root)
    code, output = run(["build", "L2-A", "L9-Z"], capfd, monkeypatch)
    assert code == 2
    assert output.startswith("error: no lesson L9-Z; there are L1-A")


def test_a_class_is_built_handed_in_and_graded(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lesson = LESSONS[0]
    course = make_course(tmp_path / "clone")
    (course.root / "source_notebooks").joinpath("deep").mkdir()
    monkeypatch.chdir(course.root / "source_notebooks" / "deep")
    assert run(["build", "--release-only", lesson], capfd, monkeypatch)[0] == 0
    broken = notebook_path(course.submitted / "zoe", lesson)
    broken.parent.mkdir(parents=True)
    broken.write_text("{}", encoding="utf-8")

    code, output = run(["demo"], capfd, monkeypatch)
    assert code == 0
    assert "left alone" in output

    code, output = run(["grade", lesson], capfd, monkeypatch)
    assert code == 1
    assert f"not graded: zoe {lesson}: " in output
    assert (course.root / "course" / "grades.csv").is_file()
    assert "Traceback" not in output


def test_the_doctor_names_a_missing_exchange(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LINQUANT_EXCHANGE", str(tmp_path / "nowhere"))
    monkeypatch.chdir(make_course(tmp_path / "clone").root)
    code, output = run(["doctor"], capfd, monkeypatch)
    assert code == 1
    assert [line for line in output.splitlines() if not line.startswith("ok ")] == [
        f"missing exchange folder {tmp_path / 'nowhere'}: make the folder writable for everyone, or set "
        "LINQUANT_EXCHANGE to one that is"
    ]


def test_every_command_has_a_help_text() -> None:
    assert [command.callback.__doc__ for command in app.registered_commands if command.callback].count(None) == 0
    assert {command.callback.__name__ for command in app.registered_commands if command.callback} == {
        "build",
        "demo",
        "grade",
        "doctor",
    }
