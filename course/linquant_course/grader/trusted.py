"""Grade one submission: its cells run in a worker, the tests here, with the instructor's source and proxies.

The instructor's notebook decides what a test sees: names that a test uses come from the source's locked cells, and
only the functions of solution cells are the student's.
"""

import ast
import builtins
import functools
import linecache
import symtable
import time
import traceback
import types
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any

from linquant_course.grader.limits import Limits
from linquant_course.grader.session import NoReplyError, RemoteFunction, Session, StudentStopError, TestEndedError
from linquant_course.hidden import is_hidden_test, told_of_hidden_test

MAX_RESTARTS = 4
STOPPED = "Python stopped here: it crashed, ran too long or used too much memory. The cells after it run without it."
NOT_ATTEMPTED = "This exercise has not been attempted yet."
NO_TIME = "The time for one submission was used up before this cell."
AT_LINE = "line {number} of this test:  {line}"


@dataclass(frozen=True)
class Cell:
    """A code cell that is to be run.

    Attributes:
        kind: "solution", "test", "locked" or "free".
        name: The grade_id, or an empty string.
        source: The source text.
    """

    kind: str
    name: str
    source: str


class Grading:
    """The run of one submission.

    Args:
        connect: Starts a worker and returns the conversation with it.
        source: The instructor's code cells, in order.
        limits: What the submission may use.
    """

    def __init__(self, connect: Callable[[], Session], source: Sequence[Cell], limits: Limits) -> None:
        self._connect = connect
        self._source = source
        self._limits = limits
        self._end = time.monotonic() + limits.total
        self._restarts = 0
        self._ran: list[Cell] = []
        self._session = self._started()

    def run(self, cells: Sequence[Cell]) -> list[Any]:
        """Run the submission's cells, then the tests; return the outputs of each, those of the worker unchecked."""
        try:
            return self.run_tests(cells, self.run_cells(cells))
        finally:
            self.close()

    def run_cells(self, cells: Sequence[Cell]) -> list[Any]:
        """Run what is no test."""
        return [[] if cell.kind == "test" else self._run_cell(cell) for cell in cells]

    def run_tests(self, cells: Sequence[Cell], outputs: Sequence[Any]) -> list[Any]:
        """Run the tests, and put their outputs among the others'.

        The hidden ones run last: what a function has seen in them, no message of a visible test can tell.
        """
        everything = list(outputs)
        tests = [(position, cell) for position, cell in enumerate(cells) if cell.kind == "test"]
        for position, cell in sorted(tests, key=lambda test: is_hidden_test(test[1].source)):
            everything[position] = self._run_test(cell)
        return everything

    def close(self) -> None:
        """End the worker."""
        self._session.close()

    def _started(self) -> Session:
        session = self._connect()
        for source in support(self._source, with_student=False):
            session.run_support(source, self._limits.locked_cell)
        return session

    def _restart(self) -> None:
        self._session.close()
        self._restarts += 1
        self._session = self._started()
        for cell in self._ran:
            self._session.run_cell(cell.source, self._seconds(cell))

    def _seconds(self, cell: Cell) -> float:
        limit = self._limits.locked_cell if cell.kind == "locked" else self._limits.cell
        return max(min(limit, self._end - time.monotonic()), 0.1)

    def _out_of(self) -> bool:
        return self._restarts > MAX_RESTARTS or time.monotonic() > self._end

    def _run_cell(self, cell: Cell) -> Any:
        if self._out_of():
            return [_error("TimeoutError", NO_TIME)]
        try:
            outputs = self._session.run_cell(cell.source, self._seconds(cell))
        except NoReplyError:
            self._try_restart()
            return [_error("RuntimeError", STOPPED)]
        self._ran.append(cell)
        return outputs

    def _try_restart(self) -> None:
        while not self._out_of():
            try:
                return self._restart()
            except NoReplyError:
                continue

    def _run_test(self, cell: Cell) -> list[dict[str, Any]]:
        if self._out_of():
            return [_error("TimeoutError", NO_TIME)]
        try:
            self._session.start_test(fork=self._restarts > 0)
            outcome = self._outcome(cell)
            self._session.end_test()
        except TestEndedError as error:
            return [_failure(cell, error)]
        except NoReplyError as error:
            self._try_restart()
            return [_failure(cell, error)]
        return outcome

    def _outcome(self, cell: Cell) -> list[dict[str, Any]]:
        try:
            result = _execute(cell, self._namespace(cell))
        except (Exception, StudentStopError) as error:
            return [_failure(cell, error)]
        number = isinstance(result, Real) and not isinstance(result, bool)
        return [_partial(result)] if number else []

    def _namespace(self, test: Cell) -> dict[str, Any]:
        namespace: dict[str, Any] = {"__name__": "__main__"}
        for name in solution_names(self._source):
            namespace[name] = RemoteFunction(self._session, name)
        before = self._source[: [cell.name for cell in self._source].index(test.name)]
        for source in support([*before, test], with_student=True):
            try:
                exec(_compiled(source), namespace)
            # A locked cell may show what the student's functions return; where they raise, the test will tell.
            except Exception:
                continue
        return namespace


def solution_names(source: Sequence[Cell]) -> set[str]:
    """Return the names of functions and classes that the lesson's solution cells define."""
    trees = [ast.parse(cell.source) for cell in source if cell.kind == "solution"]
    return {node.name for tree in trees for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}


def support(source: Sequence[Cell], with_student: bool) -> list[str]:
    """Return the sources of the locked cells that tests depend on, in order.

    Args:
        source: The instructor's code cells; the last one is a test, or all tests count where with_student is False.
        with_student: Also cells that call the student's functions.
    """
    tests = source[-1:] if with_student else [cell for cell in source if cell.kind == "test"]
    needed = set().union(*(_names(cell.source)[0] for cell in tests))
    students = solution_names(source)
    chosen: list[str] = []
    for cell in reversed(source):
        if cell.kind == "locked":
            used, bound = _names(cell.source)
            if bound & needed and (with_student or not used & students):
                chosen.append(cell.source)
                needed |= used
    return chosen[::-1]


@functools.cache
def _names(source: str) -> tuple[set[str], set[str]]:
    """Return the names that a cell takes from others, and those that it binds."""
    cell = symtable.symtable(source, "<lesson>", "exec")
    bound = {name.get_name() for name in cell.get_symbols() if name.is_assigned() or name.is_imported()}
    used = {
        name.get_name()
        for scope in _scopes(cell)
        for name in scope.get_symbols()
        if name.is_referenced() and (scope is cell or name.is_global())
    }
    return used - bound - set(vars(builtins)), bound


def _scopes(scope: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    yield scope
    for inner in scope.get_children():
        yield from _scopes(inner)


@functools.cache
def _compiled(source: str) -> types.CodeType:
    return compile(source, "<lesson>", "exec")


def _execute(cell: Cell, namespace: dict[str, Any]) -> Any:
    """Run a test cell; return the value of its last line if that is an expression."""
    name = f"<{cell.name}>"
    linecache.cache[name] = (len(cell.source), None, cell.source.splitlines(keepends=True), name)
    tree = ast.parse(cell.source, name)
    last = tree.body[-1] if tree.body else None
    if not isinstance(last, ast.Expr):
        exec(compile(tree, name, "exec"), namespace)
        return None
    tree.body.pop()
    exec(compile(tree, name, "exec"), namespace)
    return eval(compile(ast.Expression(last.value), name, "eval"), namespace)


def _partial(result: Real) -> dict[str, Any]:
    text = {"text/plain": str(float(result))}
    return {"output_type": "execute_result", "execution_count": None, "metadata": {}, "data": text}


def _failure(cell: Cell, error: BaseException) -> dict[str, Any]:
    """Return an error output: where in the test, what was wrong, and where in the student's code if it raised there.

    Of a hidden test nothing is told but that it failed.
    """
    name = "RuntimeError" if isinstance(error, NoReplyError | StudentStopError) else type(error).__name__
    if is_hidden_test(cell.source):
        attempted = not isinstance(error, NotImplementedError)
        return _error("AssertionError", told_of_hidden_test(cell.source)) if attempted else _error(name, NOT_ATTEMPTED)
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == f"<{cell.name}>"]
    where = [AT_LINE.format(number=frames[-1].lineno, line=frames[-1].line)] if frames else []
    inside = str(getattr(error, "student_traceback", ""))
    return _error(name, str(error), [*where, *([inside] if inside else [])])


def _error(name: str, message: str, lines: Sequence[str] = ()) -> dict[str, Any]:
    traceback_lines = [*lines, f"{name}: {message}"]
    return {"output_type": "error", "ename": name, "evalue": message, "traceback": traceback_lines}
