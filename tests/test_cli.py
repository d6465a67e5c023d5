"""The linquant command: exit codes, and messages without tracebacks."""

import json
import sys
from pathlib import Path

import pytest
from conftest import LESSONS, make_course

from linquant_course import doctor
from linquant_course.build import build_release
from linquant_course.cli import app, main
from linquant_course.course import Course, notebook_path
from linquant_course.demo import hand_in_example_class
from linquant_course.doctor import Finding, Level

LESSON = LESSONS[0]


def run(arguments: list[str], capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    monkeypatch.setattr("sys.argv", ["linquant", *arguments])
    monkeypatch.setenv("COLUMNS", "200")
    with pytest.raises(SystemExit) as stop:
        main()
    captured = capfd.readouterr()
    return int(stop.value.code or 0), captured.out + captured.err


def hand_in_a_broken_notebook(course: Course, student: str) -> None:
    broken = notebook_path(course.submitted / student, LESSON)
    broken.parent.mkdir(parents=True)
    broken.write_text("{}", encoding="utf-8")


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A course with one lesson released, in the current folder."""
    course = make_course(tmp_path / "clone")
    build_release(course, LESSON)
    monkeypatch.chdir(course.root)
    return course


@pytest.fixture
def without_bubblewrap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))


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
    course = make_course(tmp_path / "clone")
    (course.root / "source_notebooks").joinpath("deep").mkdir()
    monkeypatch.chdir(course.root / "source_notebooks" / "deep")
    assert run(["build", "--release-only", LESSON], capfd, monkeypatch)[0] == 0
    hand_in_a_broken_notebook(course, "zoe")

    code, output = run(["demo"], capfd, monkeypatch)
    assert code == 0
    assert "left alone" in output

    code, output = run(["grade", LESSON], capfd, monkeypatch)
    assert code == 0
    assert f"note: zoe {LESSON}: " in output
    assert "1 graded, 0 unchanged" in output
    assert (course.root / "course" / "grades.csv").is_file()
    assert notebook_path(course.root / "course" / "feedback" / "zoe", LESSON).with_suffix(".html").is_file()
    assert "Traceback" not in output


def test_json_tells_the_same_to_machines_and_nothing_else(
    course: Course, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in_a_broken_notebook(course, "zoe")
    code, output = run(["grade", "--json", "--no-feedback"], capfd, monkeypatch)
    found = json.loads(output)
    [about] = found.pop("notes")
    assert (code, about["student"], about["lesson"], len(about["notes"])) == (0, "zoe", LESSON, 1)
    assert found == {"graded": [["zoe", LESSON]], "unchanged": 0, "failures": [], "interrupted": False}
    assert not (course.root / "course" / "feedback").exists()


def test_what_cannot_be_recorded_is_named_and_the_exit_code_says_so(
    course: Course, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in_a_broken_notebook(course, "new\nline")
    hand_in_a_broken_notebook(course, "zoe")
    code, output = run(["grade", "--json"], capfd, monkeypatch)
    found = json.loads(output)
    assert (code, found["graded"]) == (1, [["zoe", LESSON]])
    [failure] = [failure for failure in found["failures"] if "control characters" in failure["reason"]]
    assert (failure["student"], failure["lesson"]) == ("new\nline", LESSON)


@pytest.mark.usefixtures("without_bubblewrap")
def test_without_bubblewrap_the_example_class_is_graded_with_a_warning(
    course: Course, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in_example_class(course)
    monkeypatch.setattr("sys.argv", ["linquant", "grade", LESSON, "--json", "--no-feedback"])
    with pytest.raises(SystemExit, match="0"):
        main()
    captured = capfd.readouterr()
    assert json.loads(captured.out)["graded"] == [["ada", LESSON]]
    assert captured.err.startswith("warning: no sandbox, bubblewrap is not installed (")
    assert len(captured.err.splitlines()) == 1


@pytest.mark.usefixtures("without_bubblewrap")
def test_without_bubblewrap_anything_else_needs_to_be_asked_for(
    course: Course, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in_a_broken_notebook(course, "zoe")
    code, output = run(["grade"], capfd, monkeypatch)
    assert code == 2
    assert output.startswith("error: submissions cannot be isolated: bubblewrap is not installed (")
    assert "--unsandboxed" in output
    assert not course.autograded.exists()

    code, output = run(["grade", "--unsandboxed"], capfd, monkeypatch)
    assert code == 0
    assert "1 graded, 0 unchanged" in output
    assert "warning" not in output


@pytest.mark.parametrize(
    "arguments",
    [["--engine", "dask"], ["--scheduler", "tcp://127.0.0.1:1"], ["--engine", "dask", "--scheduler", ""]],
    ids=["no scheduler", "no engine", "an empty address"],
)
def test_a_cluster_needs_engine_and_scheduler(
    course: Course, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    code, output = run(["grade", *arguments], capfd, monkeypatch)
    assert (code, output) == (2, "error: --engine dask and --scheduler URL belong together\n")


def test_without_the_extra_the_engine_dask_names_it(
    course: Course, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in_a_broken_notebook(course, "zoe")
    monkeypatch.setitem(sys.modules, "distributed", None)
    arguments = ["grade", "--engine", "dask", "--scheduler", "tcp://127.0.0.1:1", "--json"]
    code, output = run(arguments, capfd, monkeypatch)
    assert (code, output) == (2, "error: the engine dask needs the extra cluster: pip install 'linquant[cluster]'\n")


def test_the_help_documents_the_exit_codes(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    code, output = run(["grade", "--help"], capfd, monkeypatch)
    assert code == 0
    words = " ".join(output.split())
    assert "Exit codes: 0 all graded, 1 a submission could not be graded or recorded, 2 nothing could be done" in words
    assert "130 interrupted" in words


@pytest.mark.parametrize(("level", "code"), [(Level.OK, 0), (Level.NOTE, 0), (Level.PROBLEM, 1)])
def test_the_doctor_says_what_it_found_and_notes_do_not_count(
    tmp_path: Path,
    level: Level,
    code: int,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = [Finding(Level.OK, "Python"), Finding(level, "no package", "install '.[course]'")]
    monkeypatch.setattr(doctor, "findings", lambda course: iter(found))
    monkeypatch.chdir(make_course(tmp_path / "clone").root)
    assert run(["doctor"], capfd, monkeypatch) == (
        code,
        f"ok       Python\n{level:<8} no package: install '.[course]'\n",
    )


def test_every_command_has_a_help_text() -> None:
    assert [command.callback.__doc__ for command in app.registered_commands if command.callback].count(None) == 0
    assert {command.callback.__name__ for command in app.registered_commands if command.callback} == {
        "start",
        "progress",
        "build",
        "translate",
        "demo",
        "roster",
        "grade",
        "report",
        "export",
        "doctor",
    }
