"""A server that forks a process for each connection and ends when its standard input is closed."""

import contextlib
import os
import select
import socket
import sys
from collections.abc import Callable


def serve(descriptor: int, handle: Callable[[socket.socket], None]) -> None:
    """Say "ready" on standard output, then hand each connection to a new process.

    Args:
        descriptor: A listening socket.
        handle: Called in the new process, which ends after it.
    """
    with socket.socket(fileno=descriptor) as listener:
        print("ready", flush=True)
        while True:
            readable, _, _ = select.select([listener, sys.stdin], [], [])
            if sys.stdin in readable:
                return
            connection, _ = listener.accept()
            if os.fork() == 0:
                listener.close()
                try:
                    handle(connection)
                finally:
                    os._exit(0)
            connection.close()
            _reap()


def _reap() -> None:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            pass
