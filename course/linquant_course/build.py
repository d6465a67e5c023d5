"""Generate course/release and solutions from source_notebooks, with nbgrader's own converters, and translations."""

import shutil
from collections.abc import Iterator

import nbformat
from nbformat import NotebookNode
from nbgrader.converters import GenerateAssignment, GenerateSolution
from nbgrader.preprocessors import SaveCells
from nbgrader.utils import capture_log, compute_checksum, is_locked, setenv, temp_attrs

from linquant_course.course import Course, CourseError, notebook_path, read_notebook
from linquant_course.grader.gradebook import told_plainly
from linquant_course.translate import catalogue_path, in_language, translatable, translation


def build_release(course: Course, lesson: str) -> None:
    """Write the student's version of a lesson and record its cells in the gradebook.

    Raises:
        CourseError: The gradebook cannot be opened, or nbgrader refused the notebook; its log is in the message.
    """
    with told_plainly(), course.api.gradebook:
        pass
    _succeed(course.api.generate_assignment(lesson, force=True, create=True), f"releasing {lesson}")


def is_built(course: Course, lesson: str) -> bool:
    """Tell whether the student's version of a lesson is the one that build_release would write."""
    converter = GenerateAssignment(coursedir=course.directory, config=course.config)
    resources = {"nbgrader": {"notebook": lesson}}
    try:
        notebook = read_notebook(notebook_path(course.source, lesson))
        for step in converter.preprocessors:
            if step is not SaveCells:
                notebook, resources = step(parent=converter).preprocess(notebook, resources)
        return bool(notebook == read_notebook(notebook_path(course.release, lesson)))
    # Whatever keeps a lesson from being built, build_release says it.
    except Exception:
        return False


def build_solution(course: Course, lesson: str) -> None:
    """Write a lesson's answer key and run it. The lesson must be in the gradebook: build_release puts it there.

    Raises:
        CourseError: nbgrader refused the notebook, or a cell of the answer key raised.
    """
    # The labels of plots are in the language of whoever builds, otherwise.
    with setenv(LANGUAGE="en"), temp_attrs(course.directory, assignment_id=lesson):
        converter = GenerateSolution(coursedir=course.directory, config=course.config)
        converter.force = True
        _succeed(capture_log(converter), f"running the answer key of {lesson}")
    notebook = read_notebook(notebook_path(course.solutions, lesson))
    for error in _errors(notebook):
        raise CourseError(f"the answer key of {lesson} raises {error}")


def build_translations(course: Course, language: str, lessons: list[str]) -> None:
    """Write lessons in another language.

    Raises:
        CourseError: Some catalogues are not complete; it names them. The other lessons are written.
    """
    problems = []
    for lesson in lessons:
        try:
            build_translation(course, language, lesson)
        except CourseError as problem:
            problems.append(str(problem))
    if problems:
        raise CourseError("\n".join(problems))


def build_translation(course: Course, language: str, lesson: str) -> None:
    """Write the student's version of a lesson in another language: its release with other text, the same otherwise.

    The lesson must have its release: build_release writes it.

    Raises:
        CourseError: The catalogue is missing, or an entry of it is missing or out of date.
    """
    notebook = _translated(course, language, lesson)
    destination = course.release_in(language) / lesson
    shutil.rmtree(destination, ignore_errors=True)
    shutil.copytree(course.release / lesson, destination, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    notebook_path(course.release_in(language), lesson).write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")


def is_translated(course: Course, language: str, lesson: str) -> bool:
    """Tell whether a translated lesson is the one that build_translation would write."""
    try:
        notebook = _translated(course, language, lesson)
        return bool(notebook == read_notebook(notebook_path(course.release_in(language), lesson)))
    except Exception:
        return False


def _translated(course: Course, language: str, lesson: str) -> NotebookNode:
    notebook = read_notebook(notebook_path(course.release, lesson))
    texts = translation(catalogue_path(course, language, lesson), translatable(notebook))
    notebook = in_language(notebook, language, texts)
    for cell in notebook.cells:
        # Validate compares locked cells with it.
        if cell.id in texts and is_locked(cell):
            cell.metadata.nbgrader.checksum = compute_checksum(cell)
    return notebook


def _errors(notebook: NotebookNode) -> Iterator[str]:
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                yield f"{output.ename}: {output.evalue} in cell {cell.id}"


def _succeed(result: dict[str, str], doing: str) -> None:
    if not result["success"]:
        raise CourseError(f"{doing} failed:\n{result.get('log', '')}{result.get('error', '')}")
