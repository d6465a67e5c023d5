"""From a submission to a notebook that is ready to run: the instructor's cells with the student's answers in them.

The lesson's source notebook decides which graded and locked cells exist, in which order and for how many points. Of the
submission only text is taken: that of its solution cells and of the cells that the student added or the release left
free. Whatever was handed in, a notebook comes out, and a plain sentence says what was repaired.
"""

import copy
from collections import defaultdict
from typing import Any

from nbformat import NotebookNode
from nbgrader.utils import compute_checksum

from linquant_course.grader.cells import MAX_CELLS, Cell, Findings, read_cells
from linquant_course.grader.folder import Submission, read_submission
from linquant_course.grader.lesson import Lesson
from linquant_course.grader.matching import Arrangement, Template, arrange, language_of
from linquant_course.grader.note import OWN_CELL, Note
from linquant_course.grader.sanitize import safe_markdown
from linquant_course.language import words_of

__all__ = ["Submission", "read_submission", "rebuild"]

MAX_SOURCE = 1_000_000
# The id of the cell that holds the notes.
NOTES = "from_the_grader"

UNTOUCHED = "The lesson is graded as if it had not been touched."
SENTENCES = {
    "empty": f"The notebook is empty. {UNTOUCHED}",
    "huge": f"The notebook is far too large to be one. {UNTOUCHED}",
    "unreadable": f"The file is damaged or no notebook: it cannot be read as JSON. {UNTOUCHED}",
    "no_cells": f"The file holds no list of cells. {UNTOUCHED}",
    "foreign": f"The notebook has none of this lesson's exercises. {UNTOUCHED}",
    "encoding": "The notebook is not saved as plain UTF-8 text but as {names}; it was converted.",
    "bytes": "The notebook has bytes that are no UTF-8 text; each was replaced by \N{REPLACEMENT CHARACTER}.",
    "nul": "The notebook has NUL characters; they were removed.",
    "trailing": "There is something behind the end of the notebook; it was ignored.",
    "old_format": "The notebook is in an old format; it was converted.",
    "many": f"The notebook has more than {MAX_CELLS:,} cells; the rest was left out.",
    "odd": "Some cells are damaged; what cannot be read of them was left out.",
    "schema": "The cells' nbgrader metadata has an unknown version; the lesson's own was used: {names}.",
    "settings": "Points or protection of these cells differ from the lesson's; the lesson's own were used: {names}.",
    "recognised": "These cells have no nbgrader metadata of this lesson and were recognised by id or text: {names}.",
    "by_definition": "The answers to these exercises were found by the name of their function or class: {names}.",
    "duplicated": "These answers are there more than once, and the last one with an answer is graded: {names}.",
    "copied": "These cells of the lesson are there more than once; each counts once: {names}.",
    "retyped": "These cells were turned into text or code by mistake and were turned back: {names}.",
    "edited": "These locked cells differ from the lesson's; the lesson's own were used: {names}.",
    "missing": "These cells of the lesson were missing and were put back: {names}.",
    "unanswered": "These solution cells were missing and were put back without an answer: {names}.",
    "long": f"The notebook has more than {MAX_SOURCE:,} characters of text; these cells were left out: {{names}}.",
    "pictures": "Pictures pasted into text cells are not kept.",
}


def rebuild(lesson: Lesson, submission: Submission) -> tuple[NotebookNode, tuple[str, ...]]:
    """Return the notebook to grade and all notes on the submission, in English.

    The notes also stand in the notebook's first cell, in the submission's language.
    """
    findings: Findings = defaultdict(list)
    cells = [] if submission.data is None else read_cells(submission.data, findings)
    language = language_of(lesson, cells)
    template = Template(lesson, language)
    arranged = arrange(template, cells, findings)
    if arranged is None and cells:
        findings["foreign"].append("")
    builder = _Builder(template, findings)
    built = builder.untouched() if arranged is None else builder.answered(arranged)
    notes = (*submission.notes, *_notes(findings))
    if notes:
        built.insert(0, _cell("markdown", NOTES, _as_markdown(notes, language)))
    metadata = copy.deepcopy(template.source.metadata)
    notebook = NotebookNode(metadata=metadata, nbformat=4, nbformat_minor=5, cells=built)
    return notebook, tuple(map(str, notes))


def _notes(findings: Findings) -> list[Note]:
    return [Note(sentence, tuple(findings[key])) for key, sentence in SENTENCES.items() if key in findings]


def _as_markdown(notes: tuple[Note, ...], language: str | None) -> str:
    title = words_of(language).gettext("From the grader:")
    lines = "\n".join(f"- {note.in_language(language)}" for note in notes).replace("_", "\\_")
    return safe_markdown(f"**{title}**\n\n{lines}")


def _without_markers(source: str) -> str:
    # nbgrader looks for it in every cell when it writes feedback, and stops where the end of such a part is missing.
    return source.replace("HIDDEN TESTS", "HIDDEN-TESTS")


def _cell(kind: str, cell_id: str, source: str, **metadata: Any) -> NotebookNode:
    code: dict[str, Any] = {"execution_count": None, "outputs": []} if kind == "code" else {}
    return NotebookNode(cell_type=kind, id=cell_id, metadata=NotebookNode(metadata), source=source, **code)


class _Builder:
    def __init__(self, template: Template, findings: Findings) -> None:
        self._template = template
        self._findings = findings
        self._left = MAX_SOURCE
        self._ids = {cell.id for cell in template.source.cells}
        self._free_ids = self._ids - template.cells.keys()

    def untouched(self) -> list[NotebookNode]:
        cells = self._template.source.cells
        return [self._own(cell, None) if self._template.name(cell) else self._free(cell) for cell in cells]

    def answered(self, arranged: Arrangement) -> list[NotebookNode]:
        own = {name: self._own(cell, arranged.answers.get(name)) for name, cell in self._template.cells.items()}
        built = self._extras(arranged.behind[""])
        for name, cell in own.items():
            built += [*self._extras(arranged.before[name]), cell, *self._extras(arranged.behind[name])]
        return built

    def _free(self, cell: NotebookNode) -> NotebookNode:
        return _cell(cell.cell_type, cell.id, cell.source)

    def _own(self, cell: NotebookNode, answer: Cell | None) -> NotebookNode:
        name = self._template.name(cell)
        about = {"solution": False, "grade": False, "locked": False, "task": False} | cell.metadata.nbgrader
        about |= {"schema_version": 3, "cell_type": cell.cell_type}
        source = self._template.stubs.get(name, "") if about["solution"] else cell.source
        fixed = {"deletable": False} | ({} if about["solution"] else {"editable": False})
        metadata = {**cell.metadata, **fixed, "nbgrader": NotebookNode(about)}
        own = _cell(cell.cell_type, cell.id, source, **metadata)
        own.metadata.nbgrader.checksum = compute_checksum(own)
        if answer and self._fits(answer, name) and answer.source != source:
            own.source = _without_markers(answer.source if own.cell_type == "code" else safe_markdown(answer.source))
        return own

    def _extras(self, cells: list[Cell]) -> list[NotebookNode]:
        return [self._extra(cell) for cell in cells if self._fits(cell, OWN_CELL)]

    def _extra(self, cell: Cell) -> NotebookNode:
        trusted = cell.kind == "code" or cell.source in self._template.free_texts
        source = _without_markers(cell.source if trusted else safe_markdown(cell.source))
        return _cell(cell.kind, self._new_id(cell.cell_id), source)

    def _fits(self, cell: Cell, name: str) -> bool:
        if len(cell.source) > self._left:
            self._findings["long"].append(name)
            return False
        self._left -= len(cell.source)
        return True

    def _new_id(self, wanted: str) -> str:
        if wanted in self._free_ids:
            self._free_ids.remove(wanted)
            return wanted
        number = 1
        while (name := f"extra-{number}") in self._ids:
            number += 1
        self._ids.add(name)
        return name
