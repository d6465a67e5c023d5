"""Steps of nbgrader's converters that are this course's own; nbgrader_config.py says where each stands."""

from functools import cached_property
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.preprocessors import ClearHiddenTests, NbGraderPreprocessor
from traitlets.config import Config

from linquant_course.answers import REGION, is_solution, is_written_answer, with_reference_answer
from linquant_course.course import Course
from linquant_course.grader.engines import grader_of_this_process
from linquant_course.grader.intake import Submission, rebuild
from linquant_course.grader.lesson import Lesson
from linquant_course.hidden import told_of_hidden_test


class InsertAnswers(NbGraderPreprocessor):
    """Show the reference's own source in the answer key, where the source notebook only names it."""

    def preprocess_cell(self, cell: NotebookNode, resources: Any, cell_index: int) -> tuple[NotebookNode, Any]:
        """Replace the region of a solution cell; written answers only lose their markers."""
        if is_solution(cell):
            cell.source = with_reference_answer(cell.source)
        elif is_written_answer(cell):
            cell.source = REGION.sub(lambda region: region["inside"], cell.source)
        return cell, resources


class TidyMetadata(NbGraderPreprocessor):
    """Drop what an executed notebook records about the machine it ran on."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Keep only the name of the language."""
        nb.metadata.language_info = {"name": nb.metadata.language_info.name}
        return nb, resources


class HideFailuresOfHiddenTests(NbGraderPreprocessor):
    """Keep tracebacks, which quote the hidden lines and their values, out of feedback pages."""

    @cached_property
    def _marker(self) -> str:
        marker: str = ClearHiddenTests(config=self.config).begin_test_delimeter
        return marker

    def preprocess_cell(self, cell: NotebookNode, resources: Any, cell_index: int) -> tuple[NotebookNode, Any]:
        """Put the sentence that the release shows in place of the outputs of a hidden test."""
        # The marker as nbgrader looks for it: whatever it will clear from the source must not stand in the outputs.
        if cell.cell_type == "code" and self._marker in cell.source:
            failed = any(output.output_type == "error" for output in cell.outputs)
            told = new_output("stream", name="stdout", text=f"{told_of_hidden_test(cell.source)}\n")
            cell.outputs = [told] if failed else []
        return cell, resources


class RebuildSubmission(NbGraderPreprocessor):
    """Put the student's answers into the instructor's cells, as `linquant grade` does."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the rebuilt notebook; a notebook that no lesson of the course belongs to stays as it is."""
        about = resources["nbgrader"]
        course = course_of(self.config)
        if about["assignment"] not in course.lessons():
            return nb, resources
        data = nbformat.writes(nb).encode("utf-8", "replace")
        submission = Submission(about["student"], about["assignment"], data, (), None)
        return rebuild(Lesson.read(course, about["assignment"]), submission)[0], resources


class RunInSandbox(NbGraderPreprocessor):
    """Run the student's cells in the sandbox and the tests outside of it, in place of nbgrader's Execute."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook with its outputs.

        Raises:
            CourseError: The machine has no sandbox.
        """
        lesson = Lesson.read(course_of(self.config), resources["nbgrader"]["assignment"])
        return grader_of_this_process().run(lesson, nb), resources


def course_of(config: Config) -> Course:
    """Open the course that a configuration belongs to."""
    return Course(Path(config.CourseDirectory.root))
