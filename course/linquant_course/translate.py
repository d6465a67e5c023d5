"""Lessons in other languages: gettext catalogues of their markdown, course/locale/<language>/<lesson>.po."""

from pathlib import Path

import polib
from nbformat import NotebookNode

from linquant_course.answers import is_written_answer
from linquant_course.course import Course, notebook_path, read_notebook

WIDTH = 120


def catalogue_path(course: Course, language: str, lesson: str) -> Path:
    """Return where a lesson's catalogue lies."""
    return course.root / "course" / "locale" / language / f"{lesson}.po"


def translatable(notebook: NotebookNode) -> dict[str, str]:
    """Return the texts of a lesson that are translated, by cell id: its markdown, but not what students write."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "markdown" and not is_written_answer(cell)]
    return {cell.id: cell.source for cell in cells}


def update_catalogue(course: Course, language: str, lesson: str) -> None:
    """Bring a lesson's catalogue up to date: new texts come in untranslated, changed ones are marked fuzzy."""
    path = catalogue_path(course, language, lesson)
    known = {entry.msgctxt: entry for entry in polib.pofile(path)} if path.exists() else {}
    catalogue = polib.POFile(wrapwidth=WIDTH)
    catalogue.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Language": language, "MIME-Version": "1.0"}
    for cell, text in translatable(read_notebook(notebook_path(course.source, lesson))).items():
        entry = known.get(cell, polib.POEntry(msgctxt=cell, msgid=text))
        if entry.msgid != text:
            entry.previous_msgid, entry.msgid = entry.msgid, text
            entry.flags = ["fuzzy"] if entry.msgstr else []
        catalogue.append(entry)
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(path))
