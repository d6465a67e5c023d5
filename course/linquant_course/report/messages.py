"""What failing tests told the students: read from the autograded notebooks, and the same messages put together.

Only the outputs of the lesson's own test cells count, and only visible tests say what is wrong. The messages quote
values and exceptions of the students' code: they are untrusted text.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from linquant_course.course import Course
from linquant_course.grader.files import Tree
from linquant_course.report.exercises import Item
from linquant_course.report.results import Results
from linquant_ref.checking import WrongAnswerError, without_hints

LARGEST_NOTEBOOK = 200_000_000
LONGEST = 400
CHECKS = (AssertionError.__name__, WrongAnswerError.__name__)
# Numbers that stand alone: those in names, such as int8, tell one message from another.
NUMBER = re.compile(r"0x[0-9a-fA-F]+\b|(?<![\w.])[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?!\w)")


@dataclass(frozen=True)
class Failure:
    """What one test told one student.

    Attributes:
        student: The student's id.
        test: The test's grade_id.
        attempted: Whether the exercise was attempted.
        text: The exception's message, with its class in front of it where a check did not raise it.
    """

    student: str
    test: str
    attempted: bool
    text: str

    @property
    def hint(self) -> str:
        """The first hint of the message, which names a misconception, or an empty string."""
        return _cut(next(iter(without_hints(self.text)[1]), ""))

    @property
    def without_hint(self) -> str:
        """The message without its hints."""
        return without_hints(self.text)[0]


@dataclass(frozen=True)
class Message:
    """A message that several students got.

    Attributes:
        text: A hint, or a message in which # stands for a number that differs.
        is_hint: Whether it is a hint.
        students: How many students got it.
        example: A message in full, where text is not one.
        tests: How many students got it from each test.
    """

    text: str
    is_hint: bool
    students: int
    example: str
    tests: dict[str, int]


def read_failures(
    course: Course, results: Results, advance: Callable[[], object] = lambda: None
) -> tuple[list[Failure], list[str]]:
    """Return what the failing tests told, and the students whose autograded notebook cannot be read.

    Args:
        course: The course.
        results: Its `graded` says which notebooks there are.
        advance: Called after each notebook.
    """
    tests = {item.name for item in results.items if item.kind != "by hand"}
    tree, failures, unreadable = Tree(course.autograded), [], []
    for work in results.graded:
        data = tree.read((work.student, results.lesson), f"{results.lesson}.ipynb", LARGEST_NOTEBOOK)
        try:
            failures += _failures(work.student, json.loads(data or b""), tests)
        # Notebooks are not validated here, which would take ten times as long.
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            unreadable.append(work.student)
        advance()
    return failures, unreadable


def _failures(student: str, notebook: Any, tests: set[str]) -> list[Failure]:
    found = []
    for cell in notebook["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        if name in tests:
            errors = [output for output in cell["outputs"] if output["output_type"] == "error"]
            found += [_failure(student, name, error) for error in errors[:1]]
    return found


def _failure(student: str, test: str, error: dict[str, str]) -> Failure:
    kind, message = error["ename"], error["evalue"].strip()
    text = message if kind in CHECKS and message else f"{kind}: {message}".removesuffix(": ")
    return Failure(student, test, kind != "NotImplementedError", text)


def by_test(failures: Iterable[Failure], items: Sequence[Item]) -> dict[str, list[Message]]:
    """Return the messages of each visible test that somebody attempted and failed, the most frequent ones first."""
    told: dict[str, list[Failure]] = {item.name: [] for item in items if item.kind == "visible"}
    for failure in failures:
        if failure.attempted and failure.test in told:
            told[failure.test].append(failure)
    return {test: grouped(some) for test, some in told.items() if some}


def hints(failures: Iterable[Failure], items: Sequence[Item]) -> list[Message]:
    """Return the hints that visible tests gave, over all tests, the most frequent ones first."""
    visible = {item.name for item in items if item.kind == "visible"}
    return grouped([failure for failure in failures if failure.test in visible and failure.attempted and failure.hint])


def grouped(failures: Iterable[Failure]) -> list[Message]:
    """Put failures with the same hint together, or else with the same message but for its numbers."""
    groups: dict[tuple[bool, str], list[Failure]] = {}
    for failure in failures:
        key = (True, failure.hint) if failure.hint else (False, _cut(NUMBER.sub("#", failure.text)))
        groups.setdefault(key, []).append(failure)
    messages = [_message(text, is_hint, some) for (is_hint, text), some in groups.items()]
    return sorted(messages, key=lambda message: (-message.students, message.text))


def _message(text: str, is_hint: bool, failures: list[Failure]) -> Message:
    [(example, _), *others] = Counter(_cut(failure.without_hint) for failure in failures).most_common()
    if not is_hint and not others:
        text = example
    students = len({failure.student for failure in failures})
    tests = Counter(failure.test for failure in failures)
    return Message(text, is_hint, students, "" if text == example else example, dict(tests))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} ..."
