"""Lessons in other languages: gettext catalogues of their markdown, course/locale/<language>/<lesson>.po."""

import re
from collections.abc import Mapping
from pathlib import Path

import polib
from nbformat import NotebookNode

from linquant_course.answers import is_written_answer
from linquant_course.course import Course, CourseError, notebook_path, read_notebook
from linquant_course.markup import differences

WIDTH = 120
LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Z]{2})?")

Texts = Mapping[str, str]
"""What is to be translated, by the id of its cell, which is the entry's msgctxt."""


def languages(course: Course) -> list[str]:
    """Return the languages that the course has catalogues for."""
    return sorted(path.name for path in _locale(course).glob("*") if LANGUAGE.fullmatch(path.name))


def check_language(course: Course, language: str) -> None:
    """Refuse a language that the course is not translated into.

    Raises:
        CourseError: It is not.
    """
    if language not in languages(course):
        raise CourseError(f"no translation into {language}; there are {', '.join(languages(course)) or 'none'}")


def catalogue_path(course: Course, language: str, name: str) -> Path:
    """Return where the catalogue of a lesson, or of another page, lies.

    Raises:
        CourseError: The language is none, such as a path.
    """
    if not LANGUAGE.fullmatch(language):
        raise CourseError(f"a language is written like zh_CN or de, not {language!r}")
    return _locale(course) / language / f"{name}.po"


def _locale(course: Course) -> Path:
    return course.root / "course" / "locale"


def translatable(notebook: NotebookNode) -> dict[str, str]:
    """Return the texts of a lesson that are translated, by cell id: its markdown, but not what students write."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "markdown" and not is_written_answer(cell)]
    return {cell.id: cell.source for cell in cells}


def in_language(notebook: NotebookNode, language: str, texts: Texts) -> NotebookNode:
    """Return a notebook with translated texts in place of its own; its metadata says which language they are in."""
    own = translatable(notebook)
    cells = [
        NotebookNode({**cell, "source": texts[cell.id]}) if cell.id in own and cell.id in texts else cell
        for cell in notebook.cells
    ]
    metadata = NotebookNode({**notebook.metadata, "linquant": NotebookNode(language=language)})
    return NotebookNode({**notebook, "metadata": metadata, "cells": cells})


def lesson_texts(course: Course, lesson: str) -> dict[str, str]:
    """Return what a lesson's catalogue is made of."""
    return translatable(read_notebook(notebook_path(course.source, lesson)))


def update_catalogue(path: Path, language: str, texts: Texts) -> None:
    """Bring a catalogue up to date: new texts come in untranslated, changed ones are marked fuzzy, others drop out.

    Raises:
        CourseError: The catalogue cannot be read.
    """
    old = _read(path) if path.exists() else polib.POFile()
    known = {entry.msgctxt: entry for entry in old}
    catalogue = polib.POFile(wrapwidth=WIDTH)
    catalogue.header = old.header
    catalogue.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Language": language,
        "MIME-Version": "1.0",
    } | old.metadata
    for name, text in texts.items():
        entry = known.get(name, polib.POEntry(msgctxt=name, msgid=text))
        if entry.msgid != text:
            _change(entry, text)
        catalogue.append(entry)
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(path))


def _change(entry: polib.POEntry, text: str) -> None:
    # What was translated last is what a translator compares with, however often the text has changed since.
    if entry.msgstr and "fuzzy" not in entry.flags:
        entry.previous_msgid = entry.msgid
        entry.flags.append("fuzzy")
    entry.msgid = text


def shortcomings(path: Path, texts: Texts) -> dict[str, list[str]]:
    """Return the names of the entries that keep a catalogue from being used, by what is wrong with them.

    Raises:
        CourseError: The catalogue is missing or cannot be read.
    """
    entries = {entry.msgctxt: entry for entry in _read(path)}
    found = {
        "untranslated": [name for name in texts if name not in entries or not entries[name].msgstr.strip()],
        "changed since they were translated": [
            name
            for name, entry in entries.items()
            if name in texts and entry.msgstr.strip() and ("fuzzy" in entry.flags or entry.msgid != texts[name])
        ],
        "no longer there": [name for name in entries if name not in texts],
    }
    return {what: names for what, names in found.items() if names}


def translation(path: Path, texts: Texts) -> dict[str, str]:
    """Return the translated texts.

    Raises:
        CourseError: The catalogue is missing or cannot be read, or an entry is missing or out of date.
    """
    if found := shortcomings(path, texts):
        wrong = "; ".join(f"{what}: {', '.join(names)}" for what, names in found.items())
        raise CourseError(f"{path} is not complete. {wrong}. Run linquant translate and fill in what it names.")
    return {entry.msgctxt: entry.msgstr for entry in _read(path)}


def markup_differences(path: Path) -> dict[str, list[str]]:
    """Return how the markup of translated entries differs from that of their texts, by the name of the entry."""
    found = {entry.msgctxt: differences(entry.msgid, entry.msgstr) for entry in _read(path) if entry.msgstr.strip()}
    return {name: words for name, words in found.items() if words}


def _read(path: Path) -> polib.POFile:
    if not path.is_file():
        raise CourseError(f"there is no catalogue {path}: run linquant translate, and translate its texts")
    try:
        return polib.pofile(str(path), wrapwidth=WIDTH)
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"the catalogue {path} cannot be read: {error}") from error
