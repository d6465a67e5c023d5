"""Announces messages and byte strings of lengths that do not come, or that no memory holds."""

DESERVES: list[str] = []
LAST = r"""
import itertools
import struct

from linquant_course.grader.channel import Channel

heads = itertools.cycle(
    [
        struct.pack("!II", 2**32 - 1, 0),
        struct.pack("!II", 2, 2**32 - 1),
        struct.pack("!IIQ", 2, 1, 2**63) + b"{}",
        struct.pack("!IIQ", 2, 1, 2**64 - 1) + b"{}",
        struct.pack("!II", 4, 0) + b"\xff\xfe{}",
        struct.pack("!II", 2**26, 0) + b"[" * 2**26,
        struct.pack("!IIQQ", 11, 2, 3, 0) + b'{"ok":null}abc',
    ]
)
Channel.send = lambda self, message, blobs=None, deadline=None: self._socket.sendall(next(heads))
"""
