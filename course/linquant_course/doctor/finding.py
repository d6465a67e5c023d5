"""One thing that was looked at."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad it is."""

    OK = "ok"
    NOTE = "note"
    PROBLEM = "problem"


@dataclass(frozen=True)
class Finding:
    """What was looked at.

    Attributes:
        level: OK, NOTE for what some need and others do not, or PROBLEM for what does not work.
        subject: What it is, or what is wrong.
        remedy: One sentence that says how to mend it.
    """

    level: Level
    subject: str
    remedy: str = ""


def ok(subject: str) -> Finding:
    """Return that something is as it should be."""
    return Finding(Level.OK, subject)


def note(subject: str, remedy: str) -> Finding:
    """Return that something is missing that not everybody needs."""
    return Finding(Level.NOTE, subject, remedy)


def problem(subject: str, remedy: str) -> Finding:
    """Return that something does not work."""
    return Finding(Level.PROBLEM, subject, remedy)
