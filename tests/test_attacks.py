"""Hostile submissions get what they deserve, see nothing, change nothing and leave nothing behind."""

import hashlib
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import nbformat
import psutil
import pytest
from attack_set import ROOT, Attack, read_attacks
from bs4 import BeautifulSoup
from conftest import make_course

import linquant_ref
from linquant_course.answers import Case, fill_in, grade_id, is_autograded_test
from linquant_course.build import build_release
from linquant_course.course import Course, notebook_path, read_notebook
from linquant_course.grader import engines
from linquant_course.grader.feedback import write_feedback
from linquant_course.grader.gradebook import Failure
from linquant_course.grader.lesson import Lesson
from linquant_course.grader.limits import Limits
from linquant_course.grader.run import Report, Run
from linquant_course.grader.sandbox import missing
from linquant_course.grader.writer import Writer
from linquant_course.hidden import HIDDEN

LESSONS = ["L2-A", "L3-B", "L3-E", "L4-A"]
HONEST = "honest"
LIMITS = Limits(cell=3, locked_cell=20, test=3, total=40, memory=2 * 2**30, figures=False)
# Below the ports that the system gives out, so that nobody else comes by.
PORT = 27111
CANARY = "linquant_attack_was_here"
CHANGED_BY_GRADING = ("course/autograded/", "course/feedback/", "course/gradebook.db", "course/.grading.lock")
ALL_ATTACKS = read_attacks(Course(ROOT))
IDS = [f"{attack.lesson}-{attack.name}" for attack in ALL_ATTACKS]

pytestmark = pytest.mark.skipif(missing() is not None, reason=f"submissions cannot be isolated: {missing()}")


@dataclass(frozen=True)
class Outcome:
    """What was seen of a run over all attacks.

    Attributes:
        course: The course after it.
        report: What the run says.
        unwritten: The feedback pages that could not be written.
        before: Hashes of the files before the run, by path.
        late: Processes of submissions that were there when the run had ended.
        left: Processes that were there when the grader was closed.
        visitors: What came over the network.
    """

    course: Course
    report: Report
    unwritten: list[Failure]
    before: dict[str, str]
    late: set[psutil.Process]
    left: set[psutil.Process]
    visitors: list[bytes]


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    course = make_course(tmp_path_factory.mktemp("attacks") / "clone")
    for lesson in LESSONS:
        build_release(course, lesson)
        honest = notebook_path(course.submitted / HONEST, lesson)
        honest.parent.mkdir(parents=True)
        nbformat.write(fill_in(course, Case(lesson, HONEST, {}, "answer", ())), honest)
    for attack in ALL_ATTACKS:
        attack.hand_in(course)
    # `make attacks` has stock nbgrader run them too, which lets some of them write.
    for canary in canaries(course):
        canary.unlink()
    lessons = {name: Lesson.read(course, name) for name in LESSONS}
    before, pairs = hashes(course), course.submissions()
    with ExitStack() as stack:
        visitors = stack.enter_context(listening())
        seen = stack.enter_context(watched_processes())
        writer = stack.enter_context(Writer(course))
        with engines.local(list(lessons.values()), jobs=2, isolate=True, limits=LIMITS) as engine:
            parents = set(psutil.Process().children(recursive=True))
            run = Run(course, lessons, writer, lambda pair: None)
            run.grade(pairs, engine)
            late = alive(seen - parents)
        left = alive(seen)
    unwritten = write_feedback(course, pairs, processes=1)
    return Outcome(course, run.report, unwritten, before, late, left, visitors)


def canaries(course: Course) -> set[Path]:
    """Return the files that attacks have written outside of their sandbox."""
    places = [Path("/tmp"), Path("/var/tmp"), Path("/dev"), Path("/dev/shm"), Path.home(), *course.root.parents]
    return {place / CANARY for place in places if (place / CANARY).exists()}


@contextmanager
def watched_processes() -> Iterator[set[psutil.Process]]:
    """Collect every process that comes to descend from this one while the context is open."""
    others = set(psutil.Process().children(recursive=True))
    seen: set[psutil.Process] = set()
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.2):
            seen.update(set(psutil.Process().children(recursive=True)) - others)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield seen
    finally:
        done.set()
        watcher.join()


def alive(processes: set[psutil.Process]) -> set[psutil.Process]:
    deadline = time.monotonic() + 5
    while found := {process for process in processes if runs(process)}:
        if time.monotonic() > deadline:
            return found
        time.sleep(0.1)
    return set()


def runs(process: psutil.Process) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@contextmanager
def listening() -> Iterator[list[bytes]]:
    """Collect what reaches this machine's network while the context is open."""
    visitors: list[bytes] = []
    with ExitStack() as stack:
        listeners = [
            stack.enter_context(socket.socket(family, kind))
            for family, kind in [
                (socket.AF_INET, socket.SOCK_STREAM),
                (socket.AF_INET, socket.SOCK_DGRAM),
                (socket.AF_UNIX, socket.SOCK_STREAM),
            ]
        ]
        for listener in listeners:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind("\0linquant-attack" if listener.family == socket.AF_UNIX else ("127.0.0.1", PORT))
            listener.setblocking(False)
            if listener.type == socket.SOCK_STREAM:
                listener.listen()
        yield visitors
        for listener in listeners:
            try:
                stream = listener.type == socket.SOCK_STREAM
                visitors.append(str(listener.accept()).encode() if stream else listener.recv(100))
            except BlockingIOError:
                continue


def hashes(course: Course) -> dict[str, str]:
    found = [path for path in course.root.rglob("*") if path.is_file() and not path.is_symlink()]
    files = {str(path.relative_to(course.root)): path for path in found}
    files |= {str(path): path for path in Path(linquant_ref.__file__).parent.rglob("*.py")}
    return {
        name: hashlib.sha256(path.read_bytes()).hexdigest()
        for name, path in files.items()
        if not name.startswith(CHANGED_BY_GRADING)
    }


def scores(course: Course, student: str, lesson: str) -> dict[str, float]:
    with course.api.gradebook as gradebook:
        grades = gradebook.find_submission_notebook(lesson, lesson, student).grades
        return {grade.name: grade.auto_score for grade in grades if grade.auto_score}


def points_of(course: Course, lesson: str) -> dict[str, float]:
    cells = read_notebook(notebook_path(course.source, lesson)).cells
    return {grade_id(cell): cell.metadata.nbgrader.points for cell in cells if is_autograded_test(cell)}


@pytest.mark.parametrize("attack", ALL_ATTACKS, ids=IDS)
def test_an_attack_gets_what_it_deserves(outcome: Outcome, attack: Attack) -> None:
    tests = points_of(outcome.course, attack.lesson)
    deserved = {name: tests[name] for name in attack.deserved(list(tests))}
    assert scores(outcome.course, attack.student, attack.lesson) == deserved


@pytest.mark.parametrize("lesson", LESSONS)
def test_honest_students_have_full_marks(outcome: Outcome, lesson: str) -> None:
    assert scores(outcome.course, HONEST, lesson) == points_of(outcome.course, lesson)


def test_every_submission_is_graded_and_has_a_feedback_page(outcome: Outcome) -> None:
    assert outcome.report.failures == []
    assert set(outcome.report.graded) == set(outcome.course.submissions())
    assert outcome.unwritten == []


def test_no_process_outlives_its_submission(outcome: Outcome) -> None:
    assert outcome.late == set()
    assert outcome.left == set()


def test_nothing_but_the_results_is_written(outcome: Outcome) -> None:
    assert hashes(outcome.course) == outcome.before
    assert canaries(outcome.course) == set()


def test_nothing_reaches_the_network(outcome: Outcome) -> None:
    assert outcome.visitors == []


@pytest.mark.parametrize("lesson", LESSONS)
def test_no_hidden_line_or_value_is_shown(outcome: Outcome, lesson: str) -> None:
    lines, numbers = hidden_lines(outcome.course, lesson), hidden_numbers(outcome.course, lesson)
    found = []
    for student, _ in [pair for pair in outcome.course.submissions() if pair[1] == lesson]:
        text = shown(outcome.course, student, lesson)
        found += [(student, line) for line in lines if line in text]
        found += [(student, number) for number in numbers & numbers_in(text)]
    assert found == []


def hidden_lines(course: Course, lesson: str) -> set[str]:
    cells = read_notebook(notebook_path(course.source, lesson)).cells
    released = "\n".join(HIDDEN.sub("", cell.source) for cell in cells)
    hidden = {line.strip() for cell in cells for part in HIDDEN.findall(cell.source) for line in part.splitlines()}
    return {line for line in hidden if len(line) > 15 and line not in released}


def hidden_numbers(course: Course, lesson: str) -> set[str]:
    """Return the fractions that only hidden tests have, as numbers_in writes them."""
    cells = read_notebook(notebook_path(course.source, lesson)).cells
    hidden = set().union(*(numbers_in(part) for cell in cells for part in HIDDEN.findall(cell.source)))
    return hidden - numbers_in(notebook_path(course.release, lesson).read_text(encoding="utf-8"))


def numbers_in(text: str) -> set[str]:
    """Return the fractions in a text that have four digits that count, as torch rounds them when it prints."""
    found = {f"{float(number):.4f}".rstrip("0") for number in re.findall(r"(?<![\w.])\d+\.\d+", text)}
    return {number for number in found if len(number.replace(".", "").lstrip("0")) >= 4}


def shown(course: Course, student: str, lesson: str) -> str:
    """Return what a feedback page shows, and the outputs of the graded notebook."""
    page = BeautifulSoup(page_of(course, student, lesson), "html.parser")
    for part in page.find_all("script"):
        part.decompose()
    notebook = read_notebook(notebook_path(course.autograded / student, lesson))
    outputs = [str(output) for cell in notebook.cells for output in cell.get("outputs", [])]
    return "\n".join([page.get_text(), *outputs])


def page_of(course: Course, student: str, lesson: str) -> str:
    path = notebook_path(course.root / "course" / "feedback" / student, lesson).with_suffix(".html")
    # A style sheet as long as the rest takes as long to parse.
    return re.sub("<style.*?</style>", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


@pytest.mark.parametrize("lesson", LESSONS)
def test_nothing_in_a_feedback_page_runs(outcome: Outcome, lesson: str) -> None:
    own = list(BeautifulSoup(page_of(outcome.course, HONEST, lesson), "html.parser").find_all("script"))
    for student, _ in [pair for pair in outcome.course.submissions() if pair[1] == lesson]:
        assert live_parts(page_of(outcome.course, student, lesson), own) == [], student


def live_parts(page: str, own_scripts: list[object]) -> list[object]:
    """Return the tags of a page that run something or load something from elsewhere, besides the page's own scripts."""
    found = []
    for tag in BeautifulSoup(page, "html.parser").find_all(True):
        links = [str(tag.get(name, "")).strip().lower() for name in ("href", "src", "action", "data", "formaction")]
        handlers = [name for name in tag.attrs if name.lower().startswith("on")]
        forbidden = tag.name in ("iframe", "object", "embed", "form", "base", "svg", "meta-refresh")
        running = any(re.match(r"(javascript|vbscript|data:text)", re.sub(r"\s", "", link)) for link in links)
        remote = tag.name == "img" and not links[1].startswith("data:image/")
        script = tag.name == "script" and tag not in own_scripts
        if handlers or forbidden or running or remote or script:
            found.append(tag)
    return found
