"""What nbgrader's own steps make of a graded notebook: scores, remarks and late penalties."""

from datetime import timedelta
from types import SimpleNamespace

from nbformat import NotebookNode
from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.utils import compute_checksum, determine_grade, is_grade, is_solution, is_task
from traitlets import TraitError
from traitlets.config import Config

from linquant_course.answers import grade_id
from linquant_course.course import CourseError
from linquant_course.grader.gradebook import Released

NO_RESPONSE = "No response."


def as_released(notebook: NotebookNode, lesson: Released) -> NotebookNode:
    """Return the notebook with the gradebook's points and checksums in its cells, as OverwriteCells has it."""
    return NotebookNode({**notebook, "cells": [_cell_as_released(cell, lesson) for cell in notebook.cells]})


def _cell_as_released(cell: NotebookNode, lesson: Released) -> NotebookNode:
    name = grade_id(cell)
    # A text may be a translation, and the gradebook knows only what it was translated from.
    is_text = cell.cell_type == "markdown" and not (is_grade(cell) or is_solution(cell) or is_task(cell))
    if name not in lesson.checksums or is_text:
        return cell
    about = NotebookNode({**cell.metadata.nbgrader, "checksum": lesson.checksums[name]})
    if is_grade(cell):
        about["points"] = lesson.points[name]
    return NotebookNode({**cell, "metadata": NotebookNode({**cell.metadata, "nbgrader": about})})


def automatic_scores(notebook: NotebookNode, lesson: Released) -> dict[str, float | None]:
    """Return nbgrader's score of each grade cell by the id of the cell, as its SaveAutoGrades finds it."""
    return {lesson.graded[grade_id(cell)]: determine_grade(cell)[0] for cell in notebook.cells if is_grade(cell)}


def automatic_comments(notebook: NotebookNode, lesson: Released) -> dict[str, str | None]:
    """Return the remark on each answer by the id of the cell, as nbgrader's SaveAutoGrades makes it."""
    return {
        lesson.commented[grade_id(cell)]: NO_RESPONSE if _is_untouched(cell) else None
        for cell in notebook.cells
        if is_solution(cell) or is_task(cell)
    }


def _is_untouched(cell: NotebookNode) -> bool:
    return not is_task(cell) and cell.metadata.nbgrader.get("checksum") == compute_checksum(cell)


class LatePenalties:
    """nbgrader's configured plugin for late submissions, with the limits that nbgrader puts on what it says.

    Args:
        config: The course's configuration.

    Raises:
        CourseError: It names no plugin, or sets the plugin to what it does not take.
    """

    def __init__(self, config: Config) -> None:
        try:
            self._step = AssignLatePenalties(config=config)
            self._step.init_plugin()
        except TraitError as error:
            raise CourseError(f"the late penalties in nbgrader_config.py cannot be used: {error}") from error

    def penalty(self, student: str, points: float, late: timedelta) -> float | None:
        """Return the penalty for a notebook that was handed in late, or None for none."""
        if late <= timedelta(0):
            return None
        asked = self._step.plugin_inst.late_submission_penalty(student, points, late.total_seconds())
        return None if asked is None else self._step._check_late_penalty(SimpleNamespace(score=points), asked)
