"""What recording a submission costs, by the number of students that are in the gradebook already.

Run: python tests/benchmarks/bench_writer.py [--lesson L3-B] [--batches 15]
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from conftest import make_course
from rich.console import Console
from rich.table import Table

from linquant_course.answers import is_autograded_test
from linquant_course.build import build_release
from linquant_course.course import Course, notebook_path, read_notebook
from linquant_course.grader.writer import Graded, Writer

STUDENTS = (100, 1000, 5000)
BATCH = 20


def main() -> None:
    """Fill a gradebook step by step, and time batches of new and of known students at each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lesson", default="L3-B")
    parser.add_argument("--batches", type=int, default=15)
    options = parser.parse_args()
    table = Table("students", "batch", "ms each", "min to max", "CPU ms each", title="Recording a submission")
    with course_with(options.lesson) as course, Writer(course) as writer:
        notebook = executed(course, options.lesson)
        students = 0
        for size in STUDENTS:
            while students < size:
                writer.record(batch(notebook, options.lesson, students))
                students += BATCH
            for kind, first in (("new", students), ("known", students)):
                starts = range(first, first + options.batches * BATCH, BATCH)
                times = [timed(writer, batch(notebook, options.lesson, start)) for start in starts]
                wall, cpu = zip(*times, strict=True)
                table.add_row(
                    str(students),
                    f"{BATCH} {kind}",
                    f"{statistics.median(wall):.1f}",
                    f"{min(wall):.1f} to {max(wall):.1f}",
                    f"{statistics.median(cpu):.1f}",
                )
            students += options.batches * BATCH
    Console().print(table)


@contextmanager
def course_with(lesson: str) -> Iterator[Course]:
    """Yield a course in a folder of its own, with one lesson released."""
    with tempfile.TemporaryDirectory() as folder:
        course = make_course(Path(folder) / "clone")
        build_release(course, lesson)
        yield course


def executed(course: Course, lesson: str) -> object:
    """Return the lesson's answer key, whose tests pass, with its pictures."""
    notebook = read_notebook(notebook_path(Path(__file__).resolve().parents[2] / "solutions", lesson))
    for cell in filter(is_autograded_test, notebook.cells):
        cell.outputs = []
    return notebook


def batch(notebook: object, lesson: str, first: int) -> list[Graded]:
    """Return a batch of submissions by students who are numbered from first on."""
    return [
        Graded(f"student_{number:05}", lesson, "0" * 64, notebook, (), None) for number in range(first, first + BATCH)
    ]


def timed(writer: Writer, submissions: list[Graded]) -> tuple[float, float]:
    """Return the milliseconds of wall and CPU time per submission that recording a batch takes."""
    wall, cpu = time.perf_counter(), time.process_time()
    assert writer.record(submissions) == []
    return tuple(
        1000 * (end - start) / BATCH for start, end in ((wall, time.perf_counter()), (cpu, time.process_time()))
    )


if __name__ == "__main__":
    main()
