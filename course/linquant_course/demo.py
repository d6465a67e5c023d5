"""The example class: answers from tests/answers handed in under students' names."""

import tomllib

import nbformat

from linquant_course.answers import Case, fill_in, read_case
from linquant_course.course import Course, CourseError, notebook_path


def example_class(course: Course) -> dict[str, dict[str, Case]]:
    """Return the case that each student of tests/answers/class.toml hands in, by lesson.

    Raises:
        CourseError: The file names a case that does not exist.
    """
    table = tomllib.loads((course.answers / "class.toml").read_text(encoding="utf-8"))
    students: dict[str, dict[str, Case]] = {}
    for student, cases in table.items():
        for lesson, name in cases.items():
            path = course.answers / lesson / f"{name}.py"
            if not path.is_file():
                raise CourseError(f"class.toml: {student} hands in {path}, which does not exist")
            students.setdefault(student, {})[lesson] = read_case(path)
    return students


def hand_in_example_class(course: Course) -> int:
    """Fill course/submitted if there is nothing in it, and return how many notebooks were written."""
    if course.submitted.is_dir() and any(course.submitted.iterdir()):
        return 0
    written = 0
    for student, cases in example_class(course).items():
        for lesson, case in cases.items():
            path = notebook_path(course.submitted / student, lesson)
            path.parent.mkdir(parents=True)
            path.write_text(_notebook(course, case), encoding="utf-8")
            written += 1
    return written


def is_example_class(course: Course) -> bool:
    """Tell whether everything in course/submitted is what hand_in_example_class writes."""
    expected = {
        notebook_path(course.submitted / student, lesson): case
        for student, cases in example_class(course).items()
        for lesson, case in cases.items()
    }
    found = [path for path in course.submitted.rglob("*") if not path.is_dir() or path.is_symlink()]
    return all(
        path in expected
        and path.is_file()
        and not path.is_symlink()
        and path.read_bytes() == _notebook(course, expected[path]).encode()
        for path in found
    )


def _notebook(course: Course, case: Case) -> str:
    return nbformat.writes(fill_in(course, case)) + "\n"
