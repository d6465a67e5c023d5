"""A released lesson reaches students, and their work, grades and feedback come back, through nbgrader's exchange."""

import csv
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from conftest import ROOT, make_course
from nbgrader.exchange import ExchangeFactory

from linquant_course.answers import fill_in, read_case
from linquant_course.build import build_release
from linquant_course.course import Course, notebook_path

LESSON = "L2-A"
NONE_SET = "c.PercentPerDay.percent = 0\n"
PER_DAY = "c.PercentPerDay.percent = 10\n"
STUDENT_CONFIG = 'c = get_config()\nc.CourseDirectory.course_id = "linquant"\nc.Exchange.root = "{}"\n'
TEMPLATE = f"""Student,ID,SIS User ID,SIS Login ID,Section,{LESSON} (77),Final Score
    Points Possible,,,,,20,(read only)
"Lovelace, Ada",1,,{{ada}},A,,55
"Boole, Bob",2,,{{bob}},B,,44
"Out, Left",3,,left,B,,33
"""


def test_release_fetch_submit_and_collect(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    exchange = tmp_path / "exchange"
    exchange.mkdir(mode=0o777)
    exchange.chmod(0o777)
    monkeypatch.setenv("LINQUANT_EXCHANGE", str(exchange))
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    course = make_course(tmp_path / "clone")
    build_release(course, LESSON)
    assert course.api.release_assignment(LESSON)["success"]
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.chdir(home)
    factory = ExchangeFactory(config=course.config)
    course.directory.assignment_id = LESSON
    for step in (factory.FetchAssignment, factory.Submit):
        step(coursedir=course.directory, authenticator=course.api.authenticator, config=course.config).start()
    assert (home / LESSON / f"{LESSON}.ipynb").is_file()

    assert course.api.collect(LESSON)["success"]

    ((student, collected),) = course.submissions()
    assert collected == LESSON
    handed_in = notebook_path(course.submitted / student, LESSON)
    assert handed_in.read_bytes() == notebook_path(course.release, LESSON).read_bytes()


@dataclass(frozen=True)
class Person:
    """A user of this machine, with a home that nobody else may enter."""

    name: str
    uid: int
    gid: int
    home: Path
    works_in: Path
    config: Path
    exchange: Path

    def attempt(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command as this user."""
        become = ["setpriv", "--reuid", str(self.uid), "--regid", str(self.gid), "--clear-groups", "--"]
        programs = f"{Path(sys.executable).parent}:/usr/bin:/bin"
        env = {
            "HOME": str(self.home),
            "JUPYTER_CONFIG_PATH": str(self.config),
            "LINQUANT_EXCHANGE": str(self.exchange),
            "PATH": programs,
            "PYTHONPATH": f"{ROOT}:{ROOT / 'course'}",
        }
        return subprocess.run(
            [*view_of_everyone(), *become, *command],
            cwd=self.works_in,
            env=env,
            umask=0o022,
            capture_output=True,
            text=True,
            check=False,
        )

    def visit(self, *commands: str) -> str:
        """Run commands of nbgrader and linquant, and return what they print."""
        done = self.attempt(sys.executable, str(ROOT / "tests" / "visit.py"), *commands)
        assert done.returncode == 0, f"{self.name}: {commands}\n{done.stdout}{done.stderr}"
        return done.stdout

    def finds(self, folder: Path) -> list[Path]:
        """Return the files that this user can find and read below a folder."""
        return [Path(line) for line in self.attempt("find", str(folder), "-type", "f", "-readable").stdout.splitlines()]

    def takes_over(self, folder: Path) -> None:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, self.uid, self.gid)


def view_of_everyone() -> list[str]:
    """Return a command that shows Python and the course to other users also where they lie in root's closed home."""
    needed = sorted({Path(sys.base_prefix).resolve(), Path(sys.prefix).resolve(), ROOT})
    closed = [next((one for one in reversed(path.parents) if not one.stat().st_mode & 0o001), None) for path in needed]
    command = ["bwrap", "--die-with-parent", "--cap-add", "ALL", "--dev-bind", "/", "/"]
    for hidden in sorted(set(filter(None, closed))):
        command += ["--tmpfs", str(hidden)]
    for path, hidden in zip(needed, closed, strict=True):
        if hidden:
            for parent in reversed(path.parents):
                command += ["--dir", str(parent)] if parent.is_relative_to(hidden) and parent != hidden else []
            command += ["--ro-bind", str(path), str(path)]
    return [*command, "--"]


@pytest.fixture
def folder() -> Iterator[Path]:
    # pytest's own temporary folders are closed to other users.
    with tempfile.TemporaryDirectory() as name:
        path = Path(name)
        path.chmod(0o755)
        (path / "exchange").mkdir()
        (path / "exchange").chmod(0o1777)
        yield path


@pytest.fixture
def people(folder: Path) -> list[Person]:
    """An instructor and two students, each with a home and nbgrader's configuration."""
    if os.getuid() != 0 or not shutil.which("bwrap") or not shutil.which("setpriv"):
        pytest.skip("only root can act as other users, with bwrap and setpriv")
    users = [user for user in sorted(pwd.getpwall(), key=lambda user: user.pw_uid) if user.pw_uid > 0][:3]
    found = []
    for user in users:
        home = folder / user.pw_name
        home.mkdir(mode=0o700)
        works_in = home / "clone" if user is users[0] else home
        config = works_in / "course" if user is users[0] else home / "config"
        config.mkdir(parents=True)
        found.append(Person(user.pw_name, user.pw_uid, user.pw_gid, home, works_in, config, folder / "exchange"))
        found[-1].takes_over(home)
    there = "from importlib.util import find_spec as find; assert find('nbgrader') and find('linquant_course')"
    tried = found[0].attempt(sys.executable, "-c", there)
    if tried.returncode:
        pytest.skip(f"other users cannot run this Python: {tried.stdout}{tried.stderr}")
    return found


def open_course(instructor: Person) -> None:
    shutil.rmtree(instructor.works_in)
    course = make_course(instructor.works_in)
    config = instructor.config / "nbgrader_config.py"
    text = config.read_text(encoding="utf-8")
    assert text.count(NONE_SET) == 1
    config.write_text(text.replace(NONE_SET, PER_DAY), encoding="utf-8")
    build_release(course, LESSON)
    instructor.takes_over(instructor.works_in)
    instructor.visit(f"nbgrader release_assignment {LESSON}")


def do_the_lesson(student: Person, case: str) -> None:
    (student.config / "nbgrader_config.py").write_text(STUDENT_CONFIG.format(student.exchange), encoding="utf-8")
    course = Course(ROOT)
    answered = student.home / "answered.ipynb"
    nbformat.write(fill_in(course, read_case(course.answers / LESSON / f"{case}.py")), answered)
    student.takes_over(answered)
    student.visit(
        f"nbgrader fetch_assignment {LESSON}", f"cp {answered} {LESSON}/{LESSON}.ipynb", f"nbgrader submit {LESSON}"
    )


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))


def test_a_lesson_s_way_with_an_instructor_and_two_students_who_are_separate_users(
    folder: Path, people: list[Person]
) -> None:
    instructor, ada, bob = people
    template = instructor.home / "template.csv"
    template.write_text(TEMPLATE.format(ada=ada.name, bob=bob.name), encoding="utf-8")
    instructor.takes_over(template)
    open_course(instructor)
    do_the_lesson(ada, "with_a_loop")
    due = datetime.now(UTC).replace(tzinfo=None)
    do_the_lesson(bob, "with_a_loop")

    told = instructor.visit(
        f"nbgrader db assignment add {LESSON} --duedate '{due} UTC'",
        f"nbgrader collect {LESSON}",
        f"linquant roster {template}",
        f"linquant grade {LESSON}",
        f"linquant export --format canvas --template {template}",
        f"nbgrader release_feedback {LESSON}",
    )

    assert "students: 3 new, 0 known" in told
    assert "2 graded, 0 unchanged" in told
    assert [row[5:] for row in rows(instructor.config / "canvas.csv")[1:]] == [
        ["20", "(read only)"],
        ["20.0", "55"],
        ["18.0", "44"],
        ["", "33"],
    ]
    grades = {row[3]: row[7:10] for row in rows(instructor.config / "grades.csv") if row[0] == LESSON}
    assert grades == {ada.name: ["20.0", "0.0", "20.0"], bob.name: ["20.0", "2.0", "18.0"], "left": ["", "", ""]}
    for student, score in ((ada, 20), (bob, 18)):
        student.visit(f"nbgrader fetch_feedback {LESSON}")
        [page] = student.home.glob(f"{LESSON}/feedback/*/{LESSON}.html")
        points = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").select_one(".score")
        assert points.get_text() == f"{score} of 20 points"
        released = folder / "exchange" / "linquant" / "outbound" / LESSON / f"{LESSON}.ipynb"
        assert student.finds(folder / "exchange") == [released]
        moved = student.attempt("mv", str(folder / "exchange" / "linquant"), str(folder / "exchange" / "gone"))
        assert moved.returncode, "a student took the course away"
        others = [person for person in people if person is not student]
        assert [student.finds(person.home) for person in others] == [[], []]
        assert student.finds(student.home)
