"""The student's side: runs the cells of one submission, then answers calls of the trusted tests.

Everything here shares a process with the student's code and is believed by nobody.
"""

import base64
import builtins
import contextlib
import functools
import importlib
import itertools
import os
import signal
import sys
import time
import traceback
import types
from collections.abc import Callable, Iterator
from typing import Any

import cloudpickle
import torch

from linquant_course.grader.channel import Channel, ChannelError
from linquant_course.grader.limits import STOPPED_AFTER
from linquant_course.grader.requested_plots import DRAWN, NAME
from linquant_course.grader.shell import Outputs, Shell, Stream
from linquant_course.grader.wire import decode, encode, no_plain_data

GRACE = 1.0


class Worker:
    """Serves one submission over a channel until the other side hangs up.

    Args:
        channel: The conversation with the trusted tests.
        shell: The shell that runs the cells; its namespace is the student's.
    """

    def __init__(self, channel: Channel, shell: Shell) -> None:
        self._channel = channel
        self._shell = shell
        self._pristine: dict[str, Any] = {"__name__": "__main__"}
        self._objects: dict[int, Any] = {}
        self._ids: dict[int, int] = {}
        self._next_id = itertools.count()

    def serve(self) -> None:
        """Answer messages one by one; return when the other side is gone, or when a fork has done its part."""
        while True:
            try:
                message, blobs = self._channel.receive()
            except ChannelError:
                return
            operation = message["op"]
            if operation == "end":
                return
            if operation == "fork":
                self._fork(message["seconds"])
                continue
            with _time_limit(message["seconds"]):
                reply, reply_blobs = self._answer(operation, message, blobs)
            self._channel.send(reply, reply_blobs)

    def _fork(self, seconds: float) -> None:
        child = os.fork()
        if child == 0:
            self.serve()
            os._exit(0)
        deadline = time.monotonic() + seconds
        while os.waitpid(child, os.WNOHANG) == (0, 0):
            if time.monotonic() > deadline + GRACE:
                os.kill(child, signal.SIGKILL)
            time.sleep(0.0005)
        self._channel.send({"over": True})

    def _answer(self, operation: str, message: dict[str, Any], blobs: list[bytes]) -> tuple[Any, list[bytes]]:
        try:
            if operation == "cell":
                return {"outputs": self._run_cell(message["source"])}, []
            if operation == "picture":
                return {"outputs": self._draw(message["plot"], message["arguments"], message["blobs"])}, []
            with contextlib.redirect_stdout(Stream("stdout", Outputs())), contextlib.redirect_stderr(sys.stdout):
                if operation == "support":
                    exec(compile(message["source"], "<lesson>", "exec"), self._pristine)
                    return {"ok": None}, []
                arguments = decode(message["arguments"], blobs, self._argument, trusted=True)
                value, reply_blobs = encode(self._perform(operation, *arguments), self._reference)
                return {"ok": value}, reply_blobs
        except BaseException as error:
            return {"error": _described(error)}, []

    def _run_cell(self, source: str) -> list[dict[str, Any]]:
        outputs = self._shell.outputs
        streams = Stream("stdout", outputs), Stream("stderr", outputs)
        with contextlib.redirect_stdout(streams[0]), contextlib.redirect_stderr(streams[1]):
            self._shell.run_cell(source, store_history=True)
        return outputs.take()

    def _draw(self, plot: str, arguments: Any, blobs: list[str]) -> list[dict[str, Any]]:
        args, options = decode(arguments, [base64.b64decode(blob) for blob in blobs], no_plain_data)
        if not plot.startswith(NAME):
            raise ValueError(f"{plot} is no plot")
        plots = importlib.import_module(DRAWN)
        self._shell.user_ns["draw"] = functools.partial(getattr(plots, plot), *args, **options)
        return self._run_cell("draw();")

    def _perform(self, operation: str, *arguments: Any) -> Any:
        if operation == "call":
            target, args, kwargs = arguments
            return target(*args, **kwargs)
        if operation == "probe":
            name, source, args, kwargs = arguments
            namespace = dict(self._pristine)
            exec(compile(source, "<probe>", "exec"), namespace)
            return namespace[name](*args, **kwargs)
        operations: dict[str, Callable[..., Any]] = {
            "getattr": getattr,
            "setattr": setattr,
            "getitem": lambda target, key: target[key],
            "setitem": lambda target, key, value: target.__setitem__(key, value),
            "len": len,
            "iter": iter,
        }
        return operations[operation](*arguments)

    def _reference(self, value: Any) -> Any:
        number = self._ids.get(id(value))
        if number is None:
            number = next(self._next_id)
            self._ids[id(value)], self._objects[number] = number, value
        return {"t": "object", "v": number}

    def _argument(self, node: Any) -> Any:
        kind, value = node["t"], node["v"]
        if kind == "name":
            if value not in self._shell.user_ns:
                raise NameError(f"name {value!r} is not defined")
            return self._shell.user_ns[value]
        if kind == "object":
            return self._objects[value]
        if kind == "pickle":
            return cloudpickle.loads(bytes.fromhex(value))
        return self._callback(value, node["name"])

    def _callback(self, number: int, name: str) -> Callable[..., Any]:
        def ask(*args: Any, **kwargs: Any) -> Any:
            node, blobs = encode((args, kwargs), no_plain_data)
            self._channel.send({"callback": number, "arguments": node}, blobs)
            reply, blobs = self._channel.receive()
            if "error" in reply:
                raise getattr(builtins, reply["error"]["type"])(reply["error"]["message"]) from None
            result, changed = decode(reply["ok"], blobs, no_plain_data, trusted=True)
            for position, value in changed.items():
                target = args[position] if isinstance(position, int) else kwargs[position]
                with torch.no_grad():
                    target[...] = value
            return result

        ask.__name__ = ask.__qualname__ = name
        return ask


def _described(error: BaseException) -> dict[str, Any]:
    lines = traceback.format_exception(error)
    return {
        "types": [kind.__name__ for kind in type(error).__mro__ if kind.__module__ == "builtins"],
        "message": str(error)[:2000],
        "traceback": "".join(lines)[-4000:],
    }


@contextlib.contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    def stop(signum: int, frame: types.FrameType | None) -> None:
        raise KeyboardInterrupt(STOPPED_AFTER.format(seconds=f"{seconds:g}"))

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
