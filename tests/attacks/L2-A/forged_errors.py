"""Answers with errors of odd kinds, in the hope that one of them ends a test without a failure."""

DESERVES: list[str] = []
LAST = """
import itertools

from linquant_course.grader.worker import Worker

kinds = itertools.cycle(
    [
        ["StopIteration"],
        ["SystemExit"],
        ["KeyboardInterrupt"],
        ["ExceptionGroup", "BaseExceptionGroup"],
        ["UnicodeDecodeError"],
        ["print"],
        ["__import__", "exec"],
        [None, 1, ["Exception"]],
        "Exception",
        ["BaseException"],
        ["Warning"],
        [],
    ]
)
Worker._answer = lambda self, operation, message, blobs: (
    {"error": {"types": next(kinds), "message": {"a": [1]}, "traceback": 7}, "outputs": [{"output_type": "error"}, 7, None]},
    [],
)
"""
