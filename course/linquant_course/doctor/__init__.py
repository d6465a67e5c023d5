"""What a machine lacks for the course, and how to get it."""

from collections.abc import Iterator

from linquant_course.course import Course
from linquant_course.doctor import folders, gradebook, jupyter, machine
from linquant_course.doctor.finding import Finding, Level

__all__ = ["Finding", "Level", "findings"]


def findings(course: Course) -> Iterator[Finding]:
    """Yield what was looked at, what is wrong with it, and what to do about it."""
    yield from machine.findings(course)
    yield from jupyter.findings(course)
    yield from folders.findings(course)
    yield gradebook.finding(course)
