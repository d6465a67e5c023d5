"""Run a lesson's test cells against mutants: one parent has run the cells before, each mutant is a fork of it."""

import contextlib
import multiprocessing
import os
import resource
import signal
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace

import torch
from conftest import ROOT
from inprocess import SECONDS_PER_LOCKED_CELL

from linquant_course.answers import grade_id, is_autograded_test, is_solution
from linquant_course.course import notebook_path, read_notebook
from mutants.generate import Mutant, solution_cells

# Of processor time, for test cells; in the lessons they take milliseconds.
SECONDS_PER_TEST = 10
PROCESSES = 2
MEMORY = 8 * 2**30
SURVIVED, KILLED = 0, 1


@dataclass(frozen=True)
class Cell:
    """A cell that the tests need: locked, a solution with the reference's answer, or an autograded test."""

    name: str
    source: str
    is_test: bool

    def run(self, namespace: dict[str, object]) -> None:
        """Run the cell; a process in which that takes too much time of a processor is ended by SIGPROF."""
        signal.setitimer(signal.ITIMER_PROF, SECONDS_PER_TEST if self.is_test else SECONDS_PER_LOCKED_CELL)
        exec(compile(self.source, self.name, "exec"), namespace)
        signal.setitimer(signal.ITIMER_PROF, 0)


def survivors(lesson: str, mutants: dict[str, list[Mutant]]) -> list[Mutant]:
    """Return the mutants, of those given by function, with which no autograded test of the lesson fails.

    Raises:
        RuntimeError: A test fails with the answer itself, so that what it says of mutants means nothing.
    """
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("fork")) as pool:
        return pool.submit(_survivors, lesson, mutants).result()


def needed_cells(lesson: str, answers: dict[str, str]) -> list[Cell]:
    """Return what a lesson's source notebook runs, without the cells that are free to try things in.

    Args:
        lesson: The lesson's id.
        answers: Source texts that take the place of solution cells, by grade_id.
    """
    cells = []
    for cell in read_notebook(notebook_path(ROOT / "source_notebooks", lesson)).cells:
        if cell.cell_type == "code" and (is_solution(cell) or cell.metadata.get("nbgrader", {}).get("locked")):
            name = grade_id(cell)
            cells.append(Cell(name, answers.get(name, cell.source), is_autograded_test(cell)))
    return cells


def _survivors(lesson: str, mutants: dict[str, list[Mutant]]) -> list[Mutant]:
    torch.set_num_threads(1)
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    namespace: dict[str, object] = {"__name__": "__main__"}
    cells = needed_cells(lesson, solution_cells(lesson))
    found: list[Mutant] = []
    with _silence():
        for index, cell in enumerate(cells):
            if made := mutants.get(cell.name, []):
                control = replace(made[0], source=cell.source)
                alive = list(_without_a_failure([control, *made], cells[index + 1 :], namespace))
                if control not in alive:
                    raise RuntimeError(f"the answer to {control.function} itself fails a test")
                found += [mutant for mutant in alive if mutant is not control]
            cell.run(namespace)
    return found


def _without_a_failure(mutants: list[Mutant], rest: list[Cell], namespace: dict[str, object]) -> Iterator[Mutant]:
    running: dict[int, Mutant] = {}
    waiting = list(mutants)
    while waiting or running:
        while waiting and len(running) < PROCESSES:
            mutant = waiting.pop(0)
            running[_fork(mutant, rest, namespace)] = mutant
        pid, status = os.wait()
        ended = running.pop(pid)
        if status == SURVIVED:
            yield ended


def _fork(mutant: Mutant, rest: list[Cell], namespace: dict[str, object]) -> int:
    pid = os.fork()
    if pid == 0:
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
        outcome = KILLED
        try:
            outcome = _outcome(mutant, rest, namespace)
        finally:
            os._exit(outcome)
    return pid


def _outcome(mutant: Mutant, rest: list[Cell], namespace: dict[str, object]) -> int:
    for cell in [Cell(mutant.function, mutant.source, False), *rest]:
        try:
            cell.run(namespace)
        except Exception:
            if cell.is_test:
                return KILLED
    return SURVIVED


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere):
        yield
