"""Calls functions of the test that were never passed, with wrong numbers, odd arguments and odd keys."""

DESERVES: list[str] = []
LAST = """
import itertools

from linquant_course.grader.channel import Channel

plain = Channel.send
odd = itertools.cycle(
    [
        {"callback": 10**9, "arguments": {"t": "tuple", "v": [{"t": "tuple", "v": []}, {"t": "dict", "v": []}]}},
        {"callback": 0, "arguments": {"t": "tuple", "v": [{"t": "tuple", "v": []}, {"t": "dict", "v": [[1, 2], [None, 3]]}]}},
        {"callback": 0.5, "arguments": []},
        {"callback": "0", "arguments": {"t": "object", "v": 3}},
    ]
)
Channel.send = lambda self, message, blobs=None, deadline=None: plain(self, next(odd))
"""
