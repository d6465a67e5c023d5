"""Answers with data nested so deeply that whoever reads it runs out of stack."""

DESERVES: list[str] = []
LAST = """
import struct

from linquant_course.grader.channel import Channel


def send(self, message, blobs=None, deadline=None):
    depth = 100_000 if "ok" in message else 30
    text = b'{"ok":' + b'{"t":"tuple","v":[' * depth + b"]}" * depth + b"}"
    self._socket.sendall(struct.pack("!II", len(text), 0) + text)


Channel.send = send
"""
