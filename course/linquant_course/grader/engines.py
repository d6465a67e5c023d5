"""Where submissions run: in processes of this machine, or on the workers of a Dask cluster."""

import atexit
import functools
import os
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from nbformat import NotebookNode

from linquant_course.course import CourseError
from linquant_course.grader.engine import Grader
from linquant_course.grader.lesson import Lesson
from linquant_course.grader.limits import Limits

if TYPE_CHECKING:
    from distributed import Client

# A worker that dies takes its submission along; the cluster tries again on another, this often.
RETRIES = 3
POLL_SECONDS = 0.1
_starting = threading.Lock()


class Engine(Protocol):
    """Runs rebuilt notebooks. The result depends on the lesson and the notebook alone."""

    slots: int

    def submit(self, lesson: Lesson, notebook: NotebookNode) -> "Future[NotebookNode]":
        """Start a run, and return what will be its result."""


class _Local:
    def __init__(self, grader: Grader, slots: int) -> None:
        self.slots = slots
        self._grader = grader
        self.pool = ThreadPoolExecutor(slots)

    def submit(self, lesson: Lesson, notebook: NotebookNode) -> "Future[NotebookNode]":
        return self.pool.submit(self._grader.run, lesson, notebook)


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def local(lessons: Sequence[Lesson], jobs: int | None, isolate: bool, limits: Limits | None = None) -> Iterator[Engine]:
    """Run up to `jobs` submissions at once on this machine, one for each processor by default.

    Raises:
        CourseError: Submissions are to be isolated, and this machine cannot.
    """
    with Grader(lessons, limits, isolate) as grader:
        engine = _Local(grader, jobs or processors())
        try:
            yield engine
        finally:
            # Whatever still runs ends with the grader.
            engine.pool.shutdown(wait=False, cancel_futures=True)


class _Dask:
    def __init__(self, client: "Client", slots: int, isolate: bool, limits: Limits) -> None:
        self.slots = slots
        self._client = client
        self._executor = client.get_executor(pure=False, retries=RETRIES)
        self._isolate, self._limits = isolate, limits

    def submit(self, lesson: Lesson, notebook: NotebookNode) -> "Future[NotebookNode]":
        # Without its scheduler, a client tries for some seconds to find it again, and then closes itself. It cancels
        # what it had submitted until then; what is submitted meanwhile would never be answered.
        while self._client.status == "connecting":
            time.sleep(POLL_SECONDS)
        if self._client.status == "running":
            future = self._executor.submit(run_on_cluster, lesson, notebook, self._isolate, self._limits)
            if self._client.status == "running":
                return future
        lost: Future[NotebookNode] = Future()
        lost.set_exception(CancelledError())
        return lost


@contextmanager
def dask(scheduler: str, isolate: bool, limits: Limits) -> Iterator[Engine]:
    """Run submissions on the workers of an existing cluster, which have this course's package and bubblewrap.

    Raises:
        CourseError: The extra `cluster` is not installed, or no scheduler answers.
    """
    try:
        from distributed import Client
        from distributed.comm.addressing import get_address_host_port
    except ImportError as error:
        raise CourseError("the engine dask needs the extra cluster: pip install 'linquant[cluster]'") from error
    try:
        # Looked at first: a client that cannot read its address leaves a traceback on the terminal.
        get_address_host_port(scheduler)
        client = Client(scheduler, timeout="10s", set_as_default=False)
    except (OSError, TypeError, ValueError) as error:
        raise CourseError(f"no Dask scheduler answers at {scheduler}: {error}") from error
    with client:
        slots = sum(client.nthreads().values())
        if not slots:
            raise CourseError(f"the Dask scheduler at {scheduler} has no workers")
        yield _Dask(client, slots, isolate, limits)


def grader_of_this_process(isolate: bool = True, limits: Limits | None = None) -> Grader:
    """Return a grader that lives as long as the process.

    Raises:
        CourseError: Submissions are to be isolated, and this machine cannot.
    """
    # A cluster's worker may ask from several threads at once.
    with _starting:
        return _grader_of_this_process(isolate, limits or Limits())


@functools.cache
def _grader_of_this_process(isolate: bool, limits: Limits) -> Grader:
    grader = Grader([], limits, isolate)
    atexit.register(grader.close)
    return grader


def run_on_cluster(lesson: Lesson, notebook: NotebookNode, isolate: bool, limits: Limits) -> NotebookNode:
    """Run one submission in a cluster's worker process, which keeps its grader for the next one."""
    return grader_of_this_process(isolate, limits).run(lesson, notebook)
