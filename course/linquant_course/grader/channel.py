"""Messages over a socket: a length-prefixed JSON tree with byte strings, under a size limit and a deadline."""

import json
import socket
import struct
import time
from typing import Any

MAX_BYTES = 64 * 2**20
MAX_BLOBS = 10_000
MAX_CONTAINERS = 500_000
GONE = "the other side is gone"
NO_ANSWER = "no answer in time"
_HEAD = struct.Struct("!II")
_SIZE = struct.Struct("!Q")


class ChannelError(Exception):
    """The other side is gone, too late, or does not keep to the form; the channel is of no more use."""


class Channel:
    """One end of a conversation.

    Args:
        connection: A connected stream socket; the channel closes it.
        max_bytes: The largest message that is read.
    """

    def __init__(self, connection: socket.socket, max_bytes: int = MAX_BYTES) -> None:
        self._socket = connection
        self._max_bytes = max_bytes

    def send(self, message: Any, blobs: list[bytes] | None = None, deadline: float | None = None) -> None:
        """Send a JSON tree and byte strings; deadline is in time.monotonic's seconds.

        Raises:
            ChannelError: The other side is gone, or takes nothing until the deadline.
        """
        blobs = blobs or []
        text = json.dumps(message, ensure_ascii=True, separators=(",", ":")).encode("ascii")
        head = _HEAD.pack(len(text), len(blobs)) + b"".join(_SIZE.pack(len(blob)) for blob in blobs)
        try:
            self._socket.settimeout(_left(deadline))
            self._socket.sendall(b"".join([head, text, *blobs]))
        except OSError as error:
            raise ChannelError(f"could not send: {error}") from error

    def receive(self, deadline: float | None = None) -> tuple[Any, list[bytes]]:
        """Wait for a message and return its tree and byte strings.

        Raises:
            ChannelError: The other side is gone, nothing complete came until the deadline, or the message is malformed.
        """
        text_size, count = _HEAD.unpack(self._read(_HEAD.size, deadline))
        if text_size > self._max_bytes or count > MAX_BLOBS:
            raise ChannelError("a message that is too large")
        sizes = [_SIZE.unpack_from(packed)[0] for packed in _parts(self._read(_SIZE.size * count, deadline))]
        if text_size + sum(sizes) > self._max_bytes:
            raise ChannelError("a message that is too large")
        text = self._read(text_size, deadline)
        blobs = [self._read(size, deadline) for size in sizes]
        # In memory, empty lists take many times what they take as text.
        if text.count(b"[") + text.count(b"{") > MAX_CONTAINERS:
            raise ChannelError("a message that is too large")
        try:
            return json.loads(text), blobs
        except (ValueError, RecursionError) as error:
            raise ChannelError("a message that is no JSON") from error

    def _read(self, size: int, deadline: float | None) -> bytes:
        data = bytearray(size)
        view, got = memoryview(data), 0
        try:
            while got < size:
                self._socket.settimeout(_left(deadline))
                received = self._socket.recv_into(view[got:])
                if received == 0:
                    raise ChannelError(GONE)
                got += received
        except TimeoutError as error:
            raise ChannelError(NO_ANSWER) from error
        except OSError as error:
            raise ChannelError(f"could not receive: {error}") from error
        return bytes(data)

    def fileno(self) -> int:
        """Return the socket's descriptor, for poll."""
        return self._socket.fileno()

    def close(self) -> None:
        """Hang up."""
        self._socket.close()


def _parts(data: bytes) -> list[bytes]:
    return [data[start : start + _SIZE.size] for start in range(0, len(data), _SIZE.size)]


def _left(deadline: float | None) -> float | None:
    if deadline is None:
        return None
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
