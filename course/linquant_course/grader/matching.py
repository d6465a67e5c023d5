"""Which cell of a submission is which cell of the lesson, and where the others belong."""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from nbformat import NotebookNode

from linquant_course.answers import grade_id, is_autograded_test
from linquant_course.grader.cells import Cell, Findings
from linquant_course.grader.lesson import Lesson
from linquant_course.hidden import HIDDEN
from linquant_course.translate import translatable

SETTINGS = ("grade", "solution", "locked", "points")
SCHEMA_VERSIONS = (None, 3)


def language_of(lesson: Lesson, cells: list[Cell]) -> str | None:
    """Return the language of the translation that most of a submission's texts come from; None for no translation.

    What the submission says of its language is not looked at: the texts decide, and a graded notebook shows the
    lesson's own, never the submission's.
    """
    handed_in = {cell.source.strip() for cell in cells}

    def known_texts(language: str | None) -> int:
        texts = translatable(lesson.in_language(language)).values()
        return len(handed_in.intersection(text.strip() for text in texts))

    return max([None, *lesson.translations], key=known_texts)


class Template:
    """A lesson's cells as intake needs them.

    Args:
        lesson: The lesson.
        language: The language of a translation; None for none.

    Attributes:
        source: The lesson's source notebook, with its text in that language.
        stubs: What the release shows in solution cells.
        cells: The cells that nbgrader knows, by grade_id, in their order.
        locked: The texts that a cell the student may not change can rightly have, by grade_id.
        exercises: The names of solution cells and tests; other cells have the same names in all lessons.
        free_texts: The texts of the cells that nbgrader does not know.
    """

    def __init__(self, lesson: Lesson, language: str | None) -> None:
        self.source = lesson.in_language(language)
        self.stubs = lesson.stubs
        self.cells = {name: cell for cell in self.source.cells if (name := grade_id(cell))}
        self.locked = {
            name: (HIDDEN.sub("", cell.source).strip(), cell.source.strip())
            for name, cell in self.cells.items()
            if not cell.metadata.nbgrader.get("solution")
        }
        self.exercises = {name for name in self.cells if name in self.stubs or is_autograded_test(self.cells[name])}
        self.free_texts = {cell.source for cell in self.source.cells if not grade_id(cell)}

    def name(self, cell: NotebookNode) -> str:
        """Return a source cell's grade_id, or an empty string."""
        return grade_id(cell)


@dataclass
class Arrangement:
    """What is taken from a submission.

    Attributes:
        answers: The student's cell for each solution cell that has one.
        before: Further cells that run right before a cell of the lesson, by its grade_id.
        behind: Further cells that follow a cell of the lesson; "" stands for the beginning.
    """

    answers: dict[str, Cell] = field(default_factory=dict)
    before: defaultdict[str, list[Cell]] = field(default_factory=lambda: defaultdict(list))
    behind: defaultdict[str, list[Cell]] = field(default_factory=lambda: defaultdict(list))


def arrange(template: Template, cells: list[Cell], findings: Findings) -> Arrangement | None:
    """Return where each cell belongs, or None if none of them is an exercise or a test of the lesson."""
    found: Findings = defaultdict(list)
    names = _names(template, cells, found)
    if template.exercises.isdisjoint(names):
        return None
    findings.update(found)
    _compare(template, cells, names, findings)
    arranged = Arrangement()
    graded = _graded(template, cells, names)
    order = list(template.cells)
    present = set(names)
    place = _past_missing(order, present, -1)
    for index, (cell, name) in enumerate(zip(cells, names, strict=True)):
        if not name:
            arranged.behind[order[place] if place >= 0 else ""].append(cell)
        elif index != graded[name]:
            arranged.before[name] += [cell] if name in template.stubs else []
        else:
            place = _past_missing(order, present, order.index(name))
            if name in template.stubs and cell.intact:
                arranged.answers[name] = cell
    return arranged


def _names(template: Template, cells: list[Cell], findings: Findings) -> list[str]:
    names = [cell.name if cell.name in template.cells else "" for cell in cells]
    by_text = defaultdict(list)
    for name, (released, _) in template.locked.items():
        by_text[released].append(name)
    for index, cell in enumerate(cells):
        likely = [cell.cell_id] if cell.cell_id in template.cells else by_text[cell.source.strip()]
        free = [name for name in likely if name not in names]
        if free and not names[index]:
            names[index] = free[0]
            findings["recognised"].append(free[0])
    for name in template.stubs:
        if name not in names and (found := _defining(name, cells, names)) is not None:
            names[found] = name
            findings["by_definition"].append(name)
    return names


def _defining(name: str, cells: list[Cell], names: list[str]) -> int | None:
    definition = re.compile(rf"^(?:async +)?(?:def|class) +{re.escape(name)}\b", re.MULTILINE)
    found = [index for index, cell in enumerate(cells) if not names[index] and definition.search(cell.source)]
    return found[-1] if found else None


def _graded(template: Template, cells: list[Cell], names: list[str]) -> dict[str, int]:
    # The last of several answers counts, as in nbgrader, but an answer goes before an untouched cell.
    graded: dict[str, int] = {}
    for index, name in enumerate(names):
        blank = name in template.stubs and cells[index].source.strip() in ("", template.stubs[name].strip())
        if name not in graded or (name in template.stubs and not blank):
            graded[name] = index
    return graded


def _past_missing(order: list[str], present: set[str], place: int) -> int:
    # What followed a cell that was deleted comes after it again.
    while place + 1 < len(order) and order[place + 1] not in present:
        place += 1
    return place


def _compare(template: Template, cells: list[Cell], names: list[str], findings: Findings) -> None:
    for cell, name in zip(cells, names, strict=True):
        if name:
            _compare_cell(template, cell, name, findings)
        if cell.pictures and (not name or name in template.stubs):
            findings["pictures"].append("")
    for name in template.cells:
        if name not in names:
            findings["unanswered" if name in template.stubs else "missing"].append(name)
        elif names.count(name) > 1:
            findings["duplicated" if name in template.stubs else "copied"].append(name)


def _compare_cell(template: Template, cell: Cell, name: str, findings: Findings) -> None:
    own = template.cells[name]
    settings = {key: cell.about.get(key, own.metadata.nbgrader.get(key)) for key in SETTINGS}
    if any(value != own.metadata.nbgrader.get(key) for key, value in settings.items()):
        findings["settings"].append(name)
    if cell.about.get("schema_version") not in SCHEMA_VERSIONS:
        findings["schema"].append(name)
    if cell.kind != own.cell_type:
        findings["retyped"].append(name)
    if name in template.locked and cell.source.strip() not in template.locked[name]:
        findings["edited"].append(name)
