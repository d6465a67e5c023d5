"""linquant grade on a Dask cluster with two worker processes."""

import contextlib
import functools
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from conftest import make_course
from test_cli import run
from test_grade import grade_here, hand_in_case, in_two_processes
from test_run import left_alive, scores
from test_writer import contents

from linquant_course.build import build_release
from linquant_course.course import Course
from linquant_course.grader import engines
from linquant_course.grader import run as grader_run
from linquant_course.grader.limits import Limits
from linquant_course.grader.run import Pair

distributed = pytest.importorskip("distributed", reason="the extra cluster is not installed")

LESSON = "L1-A"
CASES = ["floor", "forgets_abs", "no_clamp", "syntax_error", "through_numpy", "untouched", "with_loops"]


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory: pytest.TempPathFactory) -> Course:
    course = make_course(tmp_path_factory.mktemp("handed_in") / "clone")
    build_release(course, LESSON)
    for case in CASES:
        hand_in_case(course, case, LESSON, case)
    return course


@pytest.fixture(scope="module")
def on_this_machine(handed_in: Course, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The gradebook's rows as the local engine writes them."""
    course = Course(Path(shutil.copytree(handed_in.root, tmp_path_factory.mktemp("local") / "clone")))
    grade_here(course, LESSON, in_two_processes)
    return contents(course)


@pytest.fixture
def course(handed_in: Course, tmp_path: Path) -> Course:
    return Course(Path(shutil.copytree(handed_in.root, tmp_path / "clone")))


@pytest.fixture
def cluster() -> Iterator[Any]:
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs="CRITICAL"
    ) as cluster:
        yield cluster


def test_a_cluster_gives_the_same_rows_as_this_machine(
    course: Course,
    on_this_machine: dict[str, list[str]],
    cluster: Any,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(course.root)
    arguments = ["grade", "--engine", "dask", "--scheduler", cluster.scheduler_address, "--json", "--no-feedback"]
    code, output = run(arguments, capfd, monkeypatch)
    assert code == 0
    assert sorted(json.loads(output)["graded"]) == [[case, LESSON] for case in CASES]
    assert contents(course) == on_this_machine


@pytest.fixture
def recorded_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever hears of the first submission can disturb the others, however fast they are."""
    monkeypatch.setattr(grader_run, "BATCH", 1)


@pytest.mark.usefixtures("recorded_one_by_one")
def test_a_worker_killed_at_work_loses_nothing_records_nothing_twice_and_leaves_nothing_behind(
    course: Course, on_this_machine: dict[str, list[str]], cluster: Any
) -> None:
    left: list[psutil.Process] = []

    def kill_a_busy_worker(pair: Pair) -> None:
        if not left:
            busy = next(address for address, worker in cluster.scheduler.workers.items() if worker.processing)
            [nanny] = [nanny for nanny in cluster.workers.values() if nanny.worker_address == busy]
            # Without a number, psutil takes this process.
            assert nanny.pid
            worker = psutil.Process(nanny.pid)
            left.extend([worker, *worker.children(recursive=True)])
            worker.kill()

    on_cluster = functools.partial(engines.dask, cluster.scheduler_address, isolate=True, limits=Limits())
    report = grade_here(course, LESSON, lambda lessons: on_cluster(), kill_a_busy_worker)

    # The worker itself, bubblewrap and the sandbox's first process, and the parent of the tests.
    assert len(left) >= 4
    assert left_alive(left) == []
    assert (sorted(report.graded), report.failures) == ([(case, LESSON) for case in CASES], [])
    assert contents(course) == on_this_machine
    assert scores(course, LESSON).keys() == set(CASES)


@contextlib.contextmanager
def program(name: str, *arguments: str) -> Iterator[psutil.Popen]:
    process = psutil.Popen(
        [sys.executable, "-m", f"distributed.cli.{name}", "--no-dashboard", "--host", "127.0.0.1", *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
        process.wait()


@pytest.mark.usefixtures("recorded_one_by_one")
def test_a_scheduler_killed_at_work_costs_nothing_that_was_graded_and_the_next_run_goes_on(
    course: Course, on_this_machine: dict[str, list[str]], tmp_path: Path
) -> None:
    about = tmp_path / "scheduler.json"
    worker = ["--scheduler-file", str(about), "--no-nanny", "--nthreads", "1", "--local-directory", str(tmp_path)]
    with (
        program("dask_scheduler", "--port", "0", "--scheduler-file", str(about)) as scheduler,
        program("dask_worker", *worker),
    ):
        with distributed.Client(scheduler_file=str(about), timeout="60s", set_as_default=False) as client:
            client.wait_for_workers(1, timeout=60)
            address = client.scheduler.address
        on_cluster = functools.partial(engines.dask, address, isolate=True, limits=Limits())
        report = grade_here(course, LESSON, lambda lessons: on_cluster(), lambda pair: scheduler.kill())
    assert 0 < len(report.graded) < len(CASES)
    assert {failure.reason for failure in report.failures} == {"the cluster was lost"}
    assert len(report.graded) + len(report.failures) == len(CASES)

    rest = grade_here(course, LESSON, in_two_processes)
    assert len(rest.graded) == len(report.failures)
    assert contents(course) == on_this_machine


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nonsense", "carrier-pigeon://somewhere:8786"])
def test_a_scheduler_that_does_not_answer_is_told_in_a_sentence(
    course: Course, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.chdir(course.root)
    before = time.monotonic()
    code, output = run(["grade", "--engine", "dask", "--scheduler", address, "--json"], capfd, monkeypatch)
    assert code == 2
    assert output.startswith(f"error: no Dask scheduler answers at {address}: ")
    assert len(output.splitlines()) == 1
    assert time.monotonic() - before < 15


def test_a_cluster_without_workers_is_told_in_a_sentence(
    course: Course, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(course.root)
    with distributed.LocalCluster(n_workers=0, host="127.0.0.1", dashboard_address=None) as cluster:
        address = cluster.scheduler_address
        code, output = run(["grade", "--engine", "dask", "--scheduler", address, "--json"], capfd, monkeypatch)
    assert (code, output) == (2, f"error: the Dask scheduler at {address} has no workers\n")
