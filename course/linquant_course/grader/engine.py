"""Run rebuilt notebooks: a pair of parent processes, one for workers and one for trusted tests, and a call between."""

import ast
import copy
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from types import TracebackType

import nbformat
from nbformat import NotebookNode

from linquant_course.answers import grade_id, is_autograded_test, is_solution
from linquant_course.course import CourseError
from linquant_course.grader import trusted_server
from linquant_course.grader.channel import Channel, ChannelError
from linquant_course.grader.lesson import Lesson
from linquant_course.grader.limits import Limits
from linquant_course.grader.sandbox import Sandbox, missing
from linquant_course.grader.trusted import Cell

GRACE = 60.0


class LostError(Exception):
    """A submission could not be graded, for a reason that is the grader's own."""


class Grader:
    """Runs submissions; may be used by several threads at once.

    Args:
        lessons: The lessons that will be graded.
        limits: What one submission may use.
        isolate: False runs submissions without a sandbox, which only trusted ones deserve.

    Raises:
        CourseError: Submissions are to be isolated and this machine cannot, or a process does not start.
    """

    def __init__(self, lessons: Sequence[Lesson], limits: Limits | None = None, isolate: bool = True) -> None:
        if isolate and (reason := missing()):
            raise CourseError(f"submissions cannot be isolated: {reason}")
        self._limits = limits or Limits()
        preload = imported_modules(lessons)
        self._sandbox = Sandbox(preload, isolate, self._limits.figures)
        try:
            self._tests = _TrustedTests(self._sandbox.address, preload)
            self._sandbox.wait()
            self._tests.wait()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> "Grader":
        """Return the grader itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close it."""
        self.close()

    def run(self, lesson: Lesson, notebook: NotebookNode) -> NotebookNode:
        """Return a rebuilt notebook with the outputs of its code cells; a test without an error has passed.

        Raises:
            LostError: The tests did not end.
        """
        self._sandbox.stage(lesson)
        notebook = NotebookNode(notebook, cells=[copy.copy(cell) for cell in notebook.cells])
        code = [cell for cell in notebook.cells if cell.cell_type == "code"]
        job: dict[str, object] = {
            "lesson": lesson.name,
            "limits": self._limits.as_json(),
            "source": _cells(cell for cell in lesson.source.cells if cell.cell_type == "code"),
            "cells": _cells(code),
        }
        for cell, outputs in zip(code, self._outputs(job), strict=True):
            cell.outputs = nbformat.from_dict(outputs)
        return notebook

    def _outputs(self, job: dict[str, object]) -> list[object]:
        deadline = time.monotonic() + self._limits.total + GRACE
        try:
            channel = self._tests.connect()
            try:
                channel.send(job, deadline=deadline)
                outputs = channel.receive(deadline)[0]["outputs"]
            finally:
                channel.close()
        except ChannelError as error:
            raise LostError(f"its tests did not end: {error}") from error
        return list(outputs)

    def close(self) -> None:
        """End the processes."""
        if hasattr(self, "_tests"):
            self._tests.close()
        self._sandbox.close()


class _TrustedTests:
    def __init__(self, workers: str, preload: list[str]) -> None:
        self._address = f"{workers}.tests"
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(self._address)
            listener.listen(16)
            command = [sys.executable, "-m", trusted_server.__name__, str(listener.fileno()), workers]
            self._process = subprocess.Popen(
                [*command, "--preload", *preload],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                pass_fds=[listener.fileno()],
                start_new_session=True,
            )

    def wait(self) -> None:
        assert self._process.stdout is not None
        if self._process.stdout.readline().strip() != b"ready":
            raise CourseError("the process that runs the tests did not start")

    def connect(self) -> Channel:
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.connect(self._address)
        except OSError as error:
            raise ChannelError(str(error)) from error
        return Channel(connection)

    def close(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._process.wait()


def _cells(cells: Iterable[NotebookNode]) -> list[list[str]]:
    return [[cell.kind, cell.name, cell.source] for cell in map(cell_of, cells)]


def cell_of(cell: NotebookNode) -> Cell:
    """Return what running needs to know of a notebook's code cell."""
    locked = "locked" if cell.metadata.get("nbgrader", {}).get("locked") else "free"
    kind = "test" if is_autograded_test(cell) else "solution" if is_solution(cell) else locked
    return Cell(kind, grade_id(cell), cell.source)


def imported_modules(lessons: Sequence[Lesson]) -> list[str]:
    """Return the libraries that the lessons' locked cells import, so that they are imported once for all."""
    found = set()
    for lesson in lessons:
        for cell in lesson.source.cells:
            if cell.cell_type == "code" and cell_of(cell).kind == "locked":
                for node in ast.walk(ast.parse(cell.source)):
                    names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                    found |= {*names, *([str(node.module)] if isinstance(node, ast.ImportFrom) else [])}
                # torch imports its compiler, for two seconds, with the first layer that is made on this device.
                found |= {"torch._dynamo"} if '"meta"' in cell.source else set()
    return sorted(name for name in found if not name.startswith("linquant_ref"))
