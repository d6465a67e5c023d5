"""Generate course/release and solutions from source_notebooks, with nbgrader's own converters."""

from collections.abc import Iterator

from nbformat import NotebookNode
from nbgrader.converters import GenerateSolution
from nbgrader.utils import capture_log, temp_attrs

from linquant_course.course import Course, CourseError, notebook_path, read_notebook
from linquant_course.grader.gradebook import told_plainly


def build_release(course: Course, lesson: str) -> None:
    """Write the student's version of a lesson and record its cells in the gradebook.

    Raises:
        CourseError: The gradebook cannot be opened, or nbgrader refused the notebook; its log is in the message.
    """
    with told_plainly(), course.api.gradebook:
        pass
    _succeed(course.api.generate_assignment(lesson, force=True, create=True), f"releasing {lesson}")


def build_solution(course: Course, lesson: str) -> None:
    """Write a lesson's answer key and run it. The lesson must be in the gradebook: build_release puts it there.

    Raises:
        CourseError: nbgrader refused the notebook, or a cell of the answer key raised.
    """
    with temp_attrs(course.directory, assignment_id=lesson):
        converter = GenerateSolution(coursedir=course.directory, config=course.config)
        converter.force = True
        _succeed(capture_log(converter), f"running the answer key of {lesson}")
    notebook = read_notebook(notebook_path(course.solutions, lesson))
    for error in _errors(notebook):
        raise CourseError(f"the answer key of {lesson} raises {error}")


def _errors(notebook: NotebookNode) -> Iterator[str]:
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                yield f"{output.ename}: {output.evalue} in cell {cell.id}"


def _succeed(result: dict[str, str], doing: str) -> None:
    if not result["success"]:
        raise CourseError(f"{doing} failed:\n{result.get('log', '')}{result.get('error', '')}")
