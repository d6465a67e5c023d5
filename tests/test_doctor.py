"""linquant doctor: what the machine and JupyterLab lack is named, with a sentence on how to mend it."""

import importlib.util
import json
import shutil
import sys
from collections import namedtuple
from collections.abc import Iterable
from pathlib import Path

import psutil
import pytest
from conftest import make_course

from linquant_course.course import Course
from linquant_course.doctor import jupyter, machine
from linquant_course.doctor.finding import Finding, Level

GIGABYTE = 2**30
FORMGRADER = "nbgrader.server_extensions.formgrader"
WIDGETS = "@jupyter-widgets/jupyterlab-manager"


def wrong(findings: Iterable[Finding]) -> list[tuple[Level, str]]:
    """Return what is not as it should be, as it is printed."""
    return [(one.level, f"{one.subject}: {one.remedy}") for one in findings if one.level != Level.OK]


@pytest.fixture
def well(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that has everything."""
    monkeypatch.setattr(machine, "missing", lambda: None)
    monkeypatch.setattr(machine, "find_chinese_font", lambda: "SimSun")
    monkeypatch.setattr(shutil, "which", lambda program: f"/usr/bin/{program}")
    memory(monkeypatch, 64)
    monkeypatch.setattr(psutil, "disk_usage", lambda path: namedtuple("Disk", "free")(64 * GIGABYTE))


def memory(monkeypatch: pytest.MonkeyPatch, gigabytes: float) -> None:
    monkeypatch.setattr(psutil, "virtual_memory", lambda: namedtuple("Memory", "available")(gigabytes * GIGABYTE))


@pytest.mark.usefixtures("well")
def test_a_machine_that_has_everything_is_well(course: Course) -> None:
    assert wrong(machine.findings(course)) == []


@pytest.mark.usefixtures("well")
def test_a_missing_package_is_named_with_the_command_that_installs_it(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "sklearn" else object())
    [(level, said)] = wrong(machine.findings(course))
    assert level == Level.PROBLEM
    assert said == f"no package scikit-learn: {sys.executable} -m pip install --editable '{course.root}[course]'"


@pytest.mark.usefixtures("well")
@pytest.mark.parametrize(
    ("platform", "programs", "said"),
    [
        ("linux", {"bwrap"}, "no user namespaces, for the sandbox (not allowed): sysctl -w"),
        ("linux", set(), "no bubblewrap, for the sandbox: apt-get install bubblewrap"),
        ("darwin", set(), "no Linux, for the sandbox: "),
    ],
    ids=["namespaces", "bubblewrap", "Linux"],
)
def test_it_says_why_there_is_no_sandbox(
    course: Course, monkeypatch: pytest.MonkeyPatch, platform: str, programs: set[str], said: str
) -> None:
    monkeypatch.setattr(machine, "missing", lambda: "not allowed")
    monkeypatch.setattr(shutil, "which", lambda program: program if program in programs else None)
    monkeypatch.setattr(sys, "platform", platform)
    [(level, text)] = wrong(machine.findings(course))
    assert level == Level.PROBLEM
    assert text.startswith(said)
    assert "--unsandboxed" in text


@pytest.mark.usefixtures("well")
def test_it_says_how_many_submissions_the_memory_is_for(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "processors", lambda: 8)
    memory(monkeypatch, 9)
    said = "memory: 9.0 GB free, and one submission may use 4 GB"
    assert f"{said} (against a class that does, linquant grade --jobs 2)" in [
        one.subject for one in machine.findings(course)
    ]
    memory(monkeypatch, 1.5)
    [(level, text)] = wrong(machine.findings(course))
    assert level == Level.PROBLEM
    assert text.startswith("memory: 1.5 GB free, and one submission may use 4 GB: close other programs")


@pytest.mark.usefixtures("well")
def test_a_full_disk_is_told_before_it_is_full(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(psutil, "disk_usage", lambda path: namedtuple("Disk", "free")(0.3 * GIGABYTE))
    said = f"disk: 0.3 GB free in {course.root}: make room: 1,000 graded submissions take about 0.4 GB"
    assert wrong(machine.findings(course)) == [(Level.PROBLEM, said)]


@pytest.mark.usefixtures("well")
def test_a_chinese_font_is_missed_where_lessons_are_chinese(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "find_chinese_font", lambda: None)
    [(level, said)] = wrong(machine.findings(course))
    assert level == Level.NOTE
    assert "apt-get install fonts-wqy-zenhei" in said
    assert wrong(machine.findings(make_course(tmp_path / "english"))) == []


@pytest.fixture
def settings(tmp_path: Path, course: Course, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a user's settings for Jupyter, read before those of the environment."""
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", str(course.root / "course"))
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "0")
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path))
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path))
    return tmp_path


def write(path: Path, content: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_jupyter_is_well_where_nobody_has_changed_anything(settings: Path, course: Course) -> None:
    assert wrong(jupyter.findings(course)) == []


@pytest.mark.parametrize(
    ("program", "is_ours"), [("/usr/bin/python3", False), (sys.executable, True), ("python", True)]
)
def test_a_kernel_of_another_python_is_named(settings: Path, course: Course, program: str, is_ours: bool) -> None:
    spec = {"argv": [program, "-m", "ipykernel_launcher", "-f", "{connection_file}"], "display_name": "P"}
    folder = write(settings / "kernels" / "python3" / "kernel.json", spec).parent
    said = [
        f"the kernel python3 is {program}, not {sys.executable}: notebooks run without this course's packages: "
        f"delete {folder}, or rename it, which renames the kernel"
    ]
    assert [text for _, text in wrong(jupyter.findings(course))] == ([] if is_ours else said)


def test_a_server_extension_that_is_disabled_is_named(settings: Path, course: Course) -> None:
    write(settings / "jupyter_server_config.json", {"ServerApp": {"jpserver_extensions": {FORMGRADER: False}}})
    [(level, said)] = wrong(jupyter.findings(course))
    assert level == Level.PROBLEM
    assert said.endswith(f"formgrader is not found: jupyter server extension enable --sys-prefix {FORMGRADER}")


def test_an_extension_of_jupyterlab_that_is_disabled_is_named_with_the_file(settings: Path, course: Course) -> None:
    path = write(settings / "labconfig" / "page_config.json", {"disabledExtensions": {WIDGETS: True}})
    [(level, said)] = wrong(jupyter.findings(course))
    assert level == Level.PROBLEM
    assert said.endswith(f"the sliders do not show: take it out of disabledExtensions in {path}")


def test_an_extension_is_not_disabled_where_the_first_file_enables_it(
    settings: Path, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(settings / "labconfig" / "page_config.json", {"disabledExtensions": {WIDGETS: True}})
    write(settings / "first" / "labconfig" / "page_config.json", {"disabledExtensions": {WIDGETS: False}})
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", f"{course.root / 'course'}:{settings / 'first'}")
    assert wrong(jupyter.findings(course)) == []


def test_jupyter_that_does_not_find_the_course_is_a_note(
    settings: Path, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("JUPYTER_CONFIG_PATH")
    [(level, said)] = wrong(jupyter.findings(course))
    assert level == Level.NOTE
    assert said.startswith(f"JUPYTER_CONFIG_PATH does not name {course.root / 'course'}: make lab sets it; ")


def test_other_configurations_that_nbgrader_reads_are_named(
    settings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    course = make_course(tmp_path / "clone")
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", str(course.root / "course"))
    files = [write(folder / "nbgrader_config.py", None) for folder in (course.root, settings)]
    assert [
        (level, str(file) in said) for file, (level, said) in zip(files, wrong(jupyter.findings(course)), strict=True)
    ] == [
        (Level.PROBLEM, True),
        (Level.NOTE, True),
    ]
