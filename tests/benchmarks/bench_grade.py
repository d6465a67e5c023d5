"""Stock nbgrader autograde against linquant grade on one class: seconds, CPU seconds and memory per submission.

Both run in turn on the same machine in one run; stock grades a sample, in one process, as it is meant to be used.
"""

import argparse
import itertools
import resource
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import nbformat
import psutil
from conftest import make_course
from rich.console import Console
from rich.table import Table

from linquant_course.answers import fill_in, read_cases
from linquant_course.build import build_release
from linquant_course.course import Course, notebook_path
from linquant_course.grader import engines
from linquant_course.grader.album import Album
from linquant_course.grader.engine import cell_of
from linquant_course.grader.feedback import write_feedback
from linquant_course.grader.intake import read_submission, rebuild
from linquant_course.grader.lesson import Lesson
from linquant_course.grader.limits import Limits
from linquant_course.grader.run import Run
from linquant_course.grader.sandbox import Sandbox
from linquant_course.grader.session import Session
from linquant_course.grader.trusted import Grading
from linquant_course.grader.trusted_server import pictures_of, within_limit
from linquant_course.grader.writer import Graded, Writer

SAMPLE = 10


@dataclass
class Measured:
    """What grading some submissions took."""

    submissions: int = 0
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    peak: float = 0.0

    def measure(self, submissions: int, work: Callable[[], object]) -> None:
        """Run the work once; seconds are per submission, memory is the sum over all processes (PSS)."""
        before, started = _cpu_seconds(), time.perf_counter()
        with _WatchedMemory() as peak:
            work()
        self.wall.append((time.perf_counter() - started) / submissions)
        self.cpu.append((_cpu_seconds() - before) / submissions)
        self.peak = max(self.peak, peak[0])
        self.submissions += submissions


def _cpu_seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


class _WatchedMemory:
    def __enter__(self) -> list[float]:
        self._peak, self._over = [0.0], threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self._peak

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(0.5):
            me = psutil.Process()
            self._peak[0] = max(self._peak[0], sum(map(_pss, [me, *me.children(recursive=True)])))


def _pss(process: psutil.Process) -> float:
    try:
        return float(process.memory_full_info().pss)
    except psutil.Error:
        return 0.0


def course_with_class(folder: Path, lesson: str, submissions: int, stock: bool) -> Course:
    """Make a course in which students handed in the lesson's right and wrong answers, in turn."""
    course = make_course(folder)
    if stock:
        config = folder / "course" / "nbgrader_config.py"
        lines = config.read_text(encoding="utf-8").splitlines(keepends=True)
        config.write_text("".join(line for line in lines if not line.startswith("c.Autograde.")), encoding="utf-8")
        course = Course(folder)
    build_release(course, lesson)
    cases = [case for case in read_cases(course, lesson) if "loop" not in case.name.split("_")[:1]]
    for number, case in zip(range(submissions), itertools.cycle(cases), strict=False):
        path = notebook_path(course.submitted / f"student-{number:04}", lesson)
        path.parent.mkdir(parents=True)
        nbformat.write(fill_in(course, case), path)
    return course


def grade_with_stock(course: Course, lesson: str, students: list[str]) -> None:
    """Autograde some students in this process."""
    for student in students:
        result = course.api.autograde(lesson, student)
        if not result["success"]:
            raise SystemExit(result["log"])


def grade_with_linquant(course: Course, lesson: str, figures: bool) -> None:
    """Grade everything, from the start of the sandbox to its end."""
    lessons = {lesson: Lesson.read(course, lesson)}
    with Writer(course) as writer:
        run = Run(course, lessons, writer, lambda pair: None)
        todo = run.changed(course.submissions(), force=True)
        with engines.local(list(lessons.values()), None, True, Limits(figures=figures)) as engine:
            run.grade(todo, engine)
    if len(run.report.graded) != len(todo):
        raise SystemExit(str(run.report.failures))


def phases(course: Course, lesson_id: str) -> Iterator[tuple[str, list[float]]]:
    """Yield what one submission goes through, and how many seconds that took, one after the other."""
    lesson = Lesson.read(course, lesson_id)
    pairs = course.submissions()[:SAMPLE]
    source = [cell_of(cell) for cell in lesson.source.cells if cell.cell_type == "code"]
    times: dict[str, list[float]] = {}

    def timed(phase: str, work: Callable[[], object]) -> object:
        started = time.perf_counter()
        result = work()
        times.setdefault(phase, []).append(time.perf_counter() - started)
        return result

    def connect() -> Session:
        return Session(sandbox.address, lesson_id, Limits())

    sandbox = Sandbox(["matplotlib.pyplot", "numpy", "torch"])
    graded = []
    try:
        sandbox.wait()
        sandbox.stage(lesson)
        pictures = pictures_of(sandbox.address)
        pictures.mkdir()
        for pair in pairs:
            submission = read_submission(course, *pair)
            notebook, notes = timed("intake", lambda s=submission: rebuild(lesson, s))
            code = [cell for cell in notebook.cells if cell.cell_type == "code"]
            cells = [cell_of(cell) for cell in code]
            run = timed("start of the worker", lambda: Grading(connect, source, Limits()))
            outputs = timed("the student's own cells", lambda r=run, c=cells: r.run_cells(c))
            outputs = timed("tests", lambda r=run, c=cells, o=outputs: r.run_tests(c, o))
            run.close()
            outputs = timed("pictures", lambda o=outputs: Album(pictures, connect).with_pictures(o))
            cleaned = timed("outputs made harmless", lambda o=outputs: within_limit(o))
            for cell, clean in zip(code, cleaned, strict=True):
                cell.outputs = nbformat.from_dict(clean)
            graded.append(Graded(*pair, "0" * 64, notebook, notes, None))
    finally:
        sandbox.close()
    with Writer(course) as writer:
        started = time.perf_counter()
        if failures := writer.record(graded):
            raise SystemExit(str(failures))
        times["gradebook and notebook"] = [(time.perf_counter() - started) / len(graded)] * len(graded)
    for pair in pairs:
        timed("feedback page (not in the comparison)", lambda p=pair: write_feedback(course, [p], 1))
    yield from times.items()


def main() -> None:
    """Print the comparison and where the time goes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lesson", default="L3-B")
    parser.add_argument("--submissions", type=int, default=100)
    parser.add_argument("--stock", type=int, default=6, help="submissions that stock nbgrader grades")
    parser.add_argument("--rounds", type=int, default=2, help="how often linquant grades all of them")
    options = parser.parse_args()
    console = Console(width=120)
    stock, ours, plain = Measured(), Measured(), Measured()
    with tempfile.TemporaryDirectory() as folder:
        theirs = course_with_class(Path(folder, "stock"), options.lesson, options.stock, stock=True)
        course = course_with_class(Path(folder, "linquant"), options.lesson, options.submissions, stock=False)
        students = [student for student, _ in theirs.submissions()]
        for student in students[: len(students) // 2]:
            stock.measure(1, lambda s=student: grade_with_stock(theirs, options.lesson, [s]))
        for _ in range(options.rounds):
            ours.measure(options.submissions, lambda: grade_with_linquant(course, options.lesson, figures=True))
            plain.measure(options.submissions, lambda: grade_with_linquant(course, options.lesson, figures=False))
        for student in students[len(students) // 2 :]:
            stock.measure(1, lambda s=student: grade_with_stock(theirs, options.lesson, [s]))
        own = dict(phases(course, options.lesson))

    table = Table(title=f"{options.lesson}, per submission, {psutil.cpu_count()} processors")
    for heading in ("", "submissions", "seconds", "spread", "CPU seconds", "peak memory"):
        table.add_column(heading, justify="left" if not heading else "right")
    rows = {"nbgrader autograde": stock, "linquant grade": ours, "linquant grade --no-figures": plain}
    for name, measured in rows.items():
        if not measured.submissions:
            continue
        table.add_row(
            name,
            str(measured.submissions),
            f"{statistics.median(measured.wall):.3f}",
            f"{min(measured.wall):.3f} .. {max(measured.wall):.3f}",
            f"{statistics.median(measured.cpu):.3f}",
            f"{measured.peak / 2**20:.0f} MB",
        )
    console.print(table)
    if stock.submissions:
        ratios = [statistics.median(stock.wall) / statistics.median(measured.wall) for measured in (ours, plain)]
        console.print(f"{ratios[0]:.1f} times as fast, {ratios[1]:.1f} times without figures")
    cells = statistics.median(own["the student's own cells"])
    console.print(
        f"{statistics.median(ours.cpu) - cells:.2f} CPU seconds per submission beyond the student's own cells"
    )
    table = Table(title="where our time goes: one submission at a time, median milliseconds")
    for heading in ("", "median", "spread"):
        table.add_column(heading, justify="left" if not heading else "right")
    for phase, seconds in own.items():
        spread = f"{1000 * min(seconds):.0f} .. {1000 * max(seconds):.0f}"
        table.add_row(phase, f"{1000 * statistics.median(seconds):.1f}", spread)
    console.print(table)


if __name__ == "__main__":
    main()
