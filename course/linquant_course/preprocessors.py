"""Steps of nbgrader's converters that are this course's own; nbgrader_config.py says where each stands."""

from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.preprocessors import NbGraderPreprocessor

from linquant_course.answers import REGION, is_solution, is_written_answer, with_reference_answer

HIDDEN_TEST_FAILED = "This hidden test failed. Its first line says what it checks.\n"


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

    def preprocess_cell(self, cell: NotebookNode, resources: Any, cell_index: int) -> tuple[NotebookNode, Any]:
        """Put one fixed line in place of the outputs of a hidden test."""
        if cell.cell_type == "code" and "### BEGIN HIDDEN TESTS" in cell.source:
            failed = any(output.output_type == "error" for output in cell.outputs)
            cell.outputs = [new_output("stream", name="stdout", text=HIDDEN_TEST_FAILED)] if failed else []
        return cell, resources
