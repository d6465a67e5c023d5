"""Grade what was handed in: intake, engine, writer, feedback, so that whatever is interrupted can be taken up again."""

import fcntl
import functools
import hashlib
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from nbformat import NotebookNode

import linquant_ref
from linquant_course.course import Course, CourseError
from linquant_course.grader.engines import Engine
from linquant_course.grader.gradebook import Failure
from linquant_course.grader.intake import Submission, read_submission, rebuild
from linquant_course.grader.lesson import Lesson
from linquant_course.grader.writer import Graded, Writer

# Raise it when a change of the grader can change a score or what students read; everything is graded again then.
VERSION = 2
BATCH = 20
BATCH_SECONDS = 2.0
POLL_SECONDS = 0.2

Pair = tuple[str, str]


@dataclass
class Report:
    """What a run did.

    Attributes:
        graded: (student, lesson) that were graded and recorded.
        unchanged: How many were skipped because nothing about them has changed.
        notes: What the intake had to say, by (student, lesson).
        failures: What could not be recorded, or has no feedback page.
        interrupted: The run was stopped; what it had graded is recorded.
    """

    graded: list[Pair] = field(default_factory=list)
    unchanged: int = 0
    notes: dict[Pair, tuple[str, ...]] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    interrupted: bool = False


@contextmanager
def only_one(course: Course) -> Iterator[None]:
    """Hold the course's lock, which ends with the process, whatever ends it.

    Raises:
        CourseError: Another run holds it.
    """
    with (course.root / "course" / ".grading.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CourseError("another linquant grade is running in this course: wait for it, or stop it") from error
        yield


def digest(lesson: Lesson, submission: Submission) -> str:
    """Return a hash of everything that a submission's scores depend on."""
    found = hashlib.sha256(f"{VERSION} {lesson.digest} {reference_digest()} {submission.notes}".encode())
    found.update(b"-" if submission.data is None else submission.data)
    return found.hexdigest()


@functools.cache
def reference_digest() -> str:
    """Return a hash of the reference package's source."""
    found = hashlib.sha256()
    root = Path(linquant_ref.__file__).parent
    for path in sorted(root.rglob("*.py")):
        found.update(f"{path.relative_to(root)} ".encode() + path.read_bytes())
    return found.hexdigest()


class Run:
    """One run over submissions.

    Args:
        course: The course.
        lessons: The lessons that are graded, by name.
        writer: An open writer.
        advance: Called once for each submission that is done or skipped, with its (student, lesson).
    """

    def __init__(
        self, course: Course, lessons: dict[str, Lesson], writer: Writer, advance: Callable[[Pair], object]
    ) -> None:
        self.report = Report()
        self._course, self._lessons, self._writer, self._advance = course, lessons, writer, advance
        self._batch: list[Graded] = []
        self._recorded_at = time.monotonic()

    def changed(self, pairs: Sequence[Pair], force: bool) -> list[Pair]:
        """Return the submissions that have to be graded; the others count as unchanged."""
        recorded = {} if force else self._writer.recorded()
        todo = [pair for pair in pairs if recorded.get(pair) != self._read(pair)[1]]
        self.report.unchanged = len(pairs) - len(todo)
        return todo

    def grade(self, pairs: Sequence[Pair], engine: Engine) -> None:
        """Grade submissions and record them in batches; on Ctrl-C record what is done, and stop."""
        running: dict[Future[NotebookNode], Graded] = {}
        waiting = iter(pairs)
        with self._stopped_by_ctrl_c():
            while not self.report.interrupted:
                # Enough to keep every slot busy, and no more in memory than that.
                while len(running) < 2 * engine.slots and (pair := next(waiting, None)):
                    self._start(pair, engine, running)
                if not running:
                    break
                done, _ = wait(running, timeout=POLL_SECONDS, return_when=FIRST_COMPLETED)
                for future in done:
                    self._finish(future, running.pop(future))
                if len(self._batch) >= BATCH or time.monotonic() - self._recorded_at > BATCH_SECONDS:
                    self._record()
            self._record()

    @contextmanager
    def _stopped_by_ctrl_c(self) -> Iterator[None]:
        """Turn the first Ctrl-C into a wish, so that it cuts no transaction in two; the second one is as always."""

        def stop(signum: int, frame: FrameType | None) -> None:
            self.report.interrupted = True
            signal.signal(signal.SIGINT, before)

        before = signal.signal(signal.SIGINT, stop)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)

    def _read(self, pair: Pair) -> tuple[Submission, str]:
        submission = read_submission(self._course, *pair)
        return submission, digest(self._lessons[pair[1]], submission)

    def _start(self, pair: Pair, engine: Engine, running: dict[Future[NotebookNode], Graded]) -> None:
        submission, found = self._read(pair)
        try:
            notebook, notes = rebuild(self._lessons[pair[1]], submission)
        except Exception as error:
            return self._failed(pair, error)
        future = engine.submit(self._lessons[pair[1]], notebook)
        running[future] = Graded(*pair, found, notebook, notes, submission.timestamp)

    def _failed(self, pair: Pair, error: Exception) -> None:
        """Note that the grader itself failed; it must not cost the others their grades."""
        lost = isinstance(error, CancelledError)
        why = "the cluster was lost" if lost else f"the grader failed: {type(error).__name__}: {error}"
        self.report.failures.append(Failure(*pair, why))
        self._advance(pair)

    def _finish(self, future: "Future[NotebookNode]", graded: Graded) -> None:
        pair = (graded.student, graded.lesson)
        try:
            notebook = future.result()
        except Exception as error:
            return self._failed(pair, error)
        if graded.notes:
            self.report.notes[pair] = graded.notes
        self._batch.append(Graded(*pair, graded.digest, notebook, graded.notes, graded.timestamp))

    def _record(self) -> None:
        self._recorded_at = time.monotonic()
        batch, self._batch = self._batch, []
        if not batch:
            return
        failures = self._writer.record(batch)
        failed = {(failure.student, failure.lesson) for failure in failures}
        self.report.failures += failures
        for graded in batch:
            pair = (graded.student, graded.lesson)
            if pair not in failed:
                self.report.graded.append(pair)
            self._advance(pair)
