"""The trusted end of the conversation with a student's worker: calls that go out, plain data that comes back."""

import builtins
import inspect
import socket
import textwrap
import time
import types
from collections.abc import Callable, Iterator
from typing import Any

import cloudpickle
import torch

from linquant_course.grader.channel import Channel, ChannelError
from linquant_course.grader.limits import Limits
from linquant_course.grader.wire import WireError, decode, encode

GRACE = 3.0
MAX_CALLBACKS = 20_000
CRASHED = "Python crashed, ran too long or used too much memory"


class NoReplyError(BaseException):
    """The worker is gone, too late or talks nonsense. No test may catch this: without an answer, no points."""


class TestEndedError(NoReplyError):
    """The fork that answered a test is gone; the worker itself is not."""


class StudentStopError(BaseException):
    """The student's code raised what no test may catch, such as SystemExit, or was stopped."""


class Session:
    """A conversation with one worker.

    Args:
        address: The socket of the workers' parent.
        lesson: The lesson's id, which decides what of the reference package the worker sees.
        limits: What the worker may use.
    """

    def __init__(self, address: str, lesson: str, limits: Limits) -> None:
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(address)
        self._channel = Channel(connection)
        self._limits = limits
        self._deadline = time.monotonic() + limits.total
        self._forked = False
        self._callbacks: list[Callable[..., Any]] = []
        self._objects: dict[int, RemoteObject] = {}
        self._channel.send({"lesson": lesson, "limits": limits.as_json()})

    def close(self) -> None:
        """Hang up; the worker is killed then."""
        self._channel.close()

    def run_cell(self, source: str, seconds: float) -> Any:
        """Run a cell and return its outputs as the worker tells them: unchecked JSON.

        Raises:
            NoReplyError: The worker did not survive it, or did not end in time.
        """
        return self._within(seconds, {"op": "cell", "source": source}).get("outputs")

    def draw(self, picture: dict[str, Any], seconds: float) -> Any:
        """Draw a picture that another worker asked for; return outputs as run_cell does.

        Raises:
            NoReplyError: The worker did not survive it, or did not end in time.
        """
        return self._within(seconds, {"op": "picture", **picture}).get("outputs")

    def run_support(self, source: str, seconds: float) -> None:
        """Run a locked cell where probes find its names, away from the student's."""
        self._within(seconds, {"op": "support", "source": source})

    def start_test(self, fork: bool) -> None:
        """Begin the time of one test.

        Args:
            fork: Have the test answered by a fork of the worker, which may crash without the worker. That costs more
                than most tests take, so it is for submissions that have crashed before.
        """
        self._deadline = time.monotonic() + self._limits.test + GRACE
        self._forked = fork
        if fork:
            self._send({"op": "fork", "seconds": self._limits.test}, [])

    def end_test(self) -> None:
        """End the test's time.

        Raises:
            NoReplyError: The fork did not end in time.
        """
        self._callbacks.clear()
        self._objects.clear()
        if not self._forked:
            return
        self._send({"op": "end"}, [])
        try:
            self._receive()
        except TestEndedError:
            return
        raise NoReplyError("the worker did not end the test")

    def perform(self, operation: str, *arguments: Any) -> Any:
        """Have the worker do something with the student's objects, and return the result as plain data or proxies.

        Raises:
            NoReplyError: There is no proper answer.
            StudentStopError: The student's code was stopped, or wants to end the program.
            Exception: What the student's code raised, as the nearest exception that Python itself has.
        """
        node, blobs = encode(list(arguments), self._node, strided=True)
        seconds = max(self._deadline - GRACE - time.monotonic(), 0.01)
        reply, blobs = self._ask({"op": operation, "arguments": node, "seconds": seconds}, blobs)
        if isinstance(reply.get("error"), dict):
            raise _exception(reply["error"])
        if "ok" not in reply:
            raise NoReplyError("a malformed answer")
        return self._decoded(reply["ok"], blobs)

    def _within(self, seconds: float, message: dict[str, Any]) -> dict[str, Any]:
        self._deadline = time.monotonic() + seconds + GRACE
        return self._ask({**message, "seconds": seconds}, [])[0]

    def _ask(self, message: dict[str, Any], blobs: list[bytes]) -> tuple[dict[str, Any], list[bytes]]:
        self._send(message, blobs)
        reply, blobs = self._receive()
        for _ in range(MAX_CALLBACKS):
            if "callback" not in reply:
                return reply, blobs
            self._send(*self._called_back(reply, blobs))
            reply, blobs = self._receive()
        raise NoReplyError("too many calls")

    def _called_back(self, message: dict[str, Any], blobs: list[bytes]) -> tuple[dict[str, Any], list[bytes]]:
        number = message["callback"]
        if not isinstance(number, int) or not 0 <= number < len(self._callbacks):
            raise NoReplyError("a call of a function that was never passed")
        arguments = self._decoded(message.get("arguments"), blobs)
        if not (isinstance(arguments, tuple) and [type(part) for part in arguments] == [tuple, dict]):
            raise NoReplyError("a malformed call")
        args, kwargs = arguments
        everything = {**dict(enumerate(args)), **kwargs}
        before = {key: value.clone() for key, value in everything.items() if isinstance(value, torch.Tensor)}
        try:
            result = self._callbacks[number](*args, **kwargs)
        except Exception as error:
            name = next(kind.__name__ for kind in type(error).__mro__ if kind.__module__ == "builtins")
            return {"error": {"type": name, "message": str(error)}}, []
        changed = {key: everything[key] for key, old in before.items() if not _same(everything[key], old)}
        node, blobs = encode((result, changed), _unexpected)
        return {"ok": node}, blobs

    def _send(self, message: dict[str, Any], blobs: list[bytes]) -> None:
        try:
            self._channel.send(message, blobs, self._deadline)
        except ChannelError as error:
            raise NoReplyError(str(error)) from error

    def _receive(self) -> tuple[dict[str, Any], list[bytes]]:
        try:
            message, blobs = self._channel.receive(self._deadline)
        except ChannelError as error:
            raise NoReplyError(str(error)) from error
        if not isinstance(message, dict):
            raise NoReplyError("a malformed answer")
        if "over" in message:
            raise TestEndedError(CRASHED)
        return message, blobs

    def _decoded(self, node: Any, blobs: list[bytes]) -> Any:
        try:
            return decode(node, blobs, self._object)
        except WireError as error:
            raise NoReplyError(str(error)) from error

    def _object(self, node: dict[str, Any]) -> "RemoteObject":
        number = node.get("v")
        if node["t"] != "object" or not isinstance(number, int) or isinstance(number, bool):
            raise WireError("unknown kind of value")
        if number not in self._objects:
            self._objects[number] = RemoteObject(self, {"t": "object", "v": number})
        return self._objects[number]

    def _node(self, value: Any) -> Any:
        if isinstance(value, Remote):
            return value._node
        if isinstance(value, types.FunctionType | types.BuiltinFunctionType | types.MethodType):
            self._callbacks.append(value)
            return {"t": "callback", "v": len(self._callbacks) - 1, "name": "implementation"}
        return {"t": "pickle", "v": cloudpickle.dumps(value).hex()}


class Remote:
    """A stand-in for something in the student's worker."""

    def __init__(self, session: Session, node: dict[str, Any]) -> None:
        object.__setattr__(self, "_session", session)
        object.__setattr__(self, "_node", node)

    _session: Session
    _node: dict[str, Any]

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call it over there."""
        return self._session.perform("call", self, args, kwargs)

    def __bool__(self) -> bool:
        """Refuse: an object's word about itself proves nothing.

        Raises:
            TypeError: Always.
        """
        raise TypeError("expected plain data such as numbers, tensors or text, got another object")

    def __eq__(self, other: object) -> bool:
        """Tell whether it is the same stand-in, which is never plain data; != is then no way to pass a test.

        Raises:
            TypeError: It is not.
        """
        return self is other or bool(self)

    __hash__ = object.__hash__

    def run_probe(self, probe: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Run a probe beside the student's code; linquant_ref.checking.probe calls this."""
        source = textwrap.dedent(inspect.getsource(probe))
        lines = source.splitlines()
        start = next(number for number, line in enumerate(lines) if line.startswith("def "))
        return self._session.perform("probe", probe.__name__, "\n".join(lines[start:]), args, kwargs)


class RemoteFunction(Remote):
    """A function or class that the student's solution cell defines."""

    def __init__(self, session: Session, name: str) -> None:
        super().__init__(session, {"t": "name", "v": name})
        object.__setattr__(self, "__name__", name)


class RemoteObject(Remote):
    """An object that is no plain data, such as a layer; attributes and items are fetched on demand."""

    def __getattr__(self, name: str) -> Any:
        """Fetch an attribute; names such as __array__, by which libraries recognise objects, are not asked for."""
        if name.startswith("__"):
            raise AttributeError(name)
        return self._session.perform("getattr", self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        """Set an attribute over there."""
        self._session.perform("setattr", self, name, value)

    def __getitem__(self, key: Any) -> Any:
        """Fetch an item."""
        return self._session.perform("getitem", self, key)

    def __setitem__(self, key: Any, value: Any) -> None:
        """Set an item over there."""
        self._session.perform("setitem", self, key, value)

    def __len__(self) -> int:
        """Ask for the length."""
        length = self._session.perform("len", self)
        return length if isinstance(length, int) else 0

    def __iter__(self) -> Iterator[Any]:
        """Fetch all items."""
        items = self._session.perform("iter", self)
        if not isinstance(items, Iterator):
            raise TypeError("expected something to iterate over")
        return items


def _exception(told: dict[str, Any]) -> BaseException:
    names = told.get("types")
    names = [name for name in names if isinstance(name, str)] if isinstance(names, list) else []
    message = told.get("message")
    kinds = (getattr(builtins, name, None) for name in names)
    for kind in kinds:
        # It would end a loop of the test early, as if there were nothing more to check.
        if kind in (StopIteration, StopAsyncIteration):
            kind = RuntimeError
        if isinstance(kind, type) and issubclass(kind, Exception):
            try:
                error = kind(str(message)[:2000])
            # UnicodeDecodeError and its like want other arguments.
            except TypeError:
                continue
            error.student_traceback = str(told.get("traceback"))[:4000]  # type: ignore[attr-defined]
            return error
        if isinstance(kind, type) and issubclass(kind, BaseException):
            break
    return StudentStopError(str(message)[:2000])


def _same(new: torch.Tensor, old: torch.Tensor) -> bool:
    return new.shape == old.shape and new.dtype == old.dtype and bool(torch.equal(new, old))


def _unexpected(value: Any) -> Any:
    raise TypeError(f"a {type(value).__name__} does not cross")
