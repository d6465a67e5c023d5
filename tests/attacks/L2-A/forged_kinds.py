"""Answers with kinds of values that do not exist, objects that were never made, and callbacks that nobody asked for."""

DESERVES: list[str] = []
LAST = """
import itertools

from linquant_course.grader.worker import Worker

forged = itertools.cycle(
    [
        {"ok": {"t": "pickle", "v": "80049525000000000000008c05706f736978948c0673797374656d9493948c0a746f756368202f746d702f61"}},
        {"ok": {"t": "callback", "v": 0, "name": "f"}},
        {"ok": {"t": "name", "v": "check_equal"}},
        {"ok": {"t": "object", "v": -1}},
        {"ok": {"t": "object", "v": True}},
        {"ok": {"t": "object", "v": "0"}},
        {"ok": {"t": "object", "v": 2**70}},
        {"ok": {"t": "object"}},
        {"ok": {"t": ["tensor"]}},
        {"ok": {"t": "type", "v": "eval"}},
        {"ok": {"t": "torch.dtype", "v": "__loader__"}},
        {"ok": {"t": "device", "v": "cuda"}},
        {"ok": {"t": "generator", "v": [1]}},
        {"ok": {"t": "dict", "v": [[[], 1]]}},
        {"ok": {"t": "ordered", "v": [1, 2]}},
        {"ok": {"t": "bytes", "b": -1}},
        {"callback": 0, "arguments": {"t": "tuple", "v": []}},
        {"callback": -1},
        {"callback": True, "arguments": None},
        {"callback": {"a": 1}},
        {"ok": {"v": 1}},
        {},
        [],
        None,
        7,
        "ok",
        {"error": None},
    ]
)
Worker._answer = lambda self, operation, message, blobs: (next(forged), [])
"""
