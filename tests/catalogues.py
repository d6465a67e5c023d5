"""The texts of both packages that are translated; `make messages` brings their catalogues up to date."""

import re
import string
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polib
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir

import linquant_course
import linquant_ref
from linquant_course.grader import folder, intake, note, remarks
from linquant_ref.language import DOMAIN

WIDTH = 120
FORMATTED = re.compile(r"%\((\w+)\)s")

Text = tuple[str, ...]
"""A text, and what it is in the plural if it counts something."""


@dataclass(frozen=True)
class Package:
    """A package with catalogues.

    Attributes:
        folder: Where it lies.
        markers: The functions whose arguments are texts to translate, as Babel wants to have them.
        methods: How Babel reads its files.
        tables: Texts that stand in tables, by the module of the table.
    """

    folder: Path
    markers: Mapping[str, tuple[int, ...] | None]
    methods: Collection[tuple[str, str]]
    tables: Mapping[str, Collection[str]] = field(default_factory=dict)

    @property
    def catalogues(self) -> list[Path]:
        """Return its catalogues, one per language."""
        return sorted(self.folder.glob(f"locale/*/LC_MESSAGES/{DOMAIN}.po"))

    def texts(self) -> dict[Text, set[str]]:
        """Return the files that use a text, by text."""
        found: dict[Text, set[str]] = {}
        for path, _, text, _, _ in extract_from_dir(self.folder, self.methods, keywords=self.markers):
            found.setdefault((text,) if isinstance(text, str) else tuple(text), set()).add(path)
        for path, table in self.tables.items():
            for text in table:
                found.setdefault((text,), set()).add(path)
        return found


REFERENCE = Package(
    Path(linquant_ref.__file__).parent,
    {"label": None, "to_translate": None, "translated": None},
    [("**.py", "python")],
)
COURSE = Package(
    Path(linquant_course.__file__).parent,
    DEFAULT_KEYWORDS,
    [("**.py", "python"), ("**/feedback.html", "jinja2")],
    {
        "grader/folder.py": folder.SENTENCES.values(),
        "grader/intake.py": intake.SENTENCES.values(),
        "grader/note.py": note.DESCRIPTIONS,
        "grader/remarks.py": remarks.REMARKS,
    },
)
PACKAGES = (REFERENCE, COURSE)


def fields_of(text: str) -> set[tuple[str, str]]:
    """Return the names of a text's values and how they are written."""
    named = {(name, how or "") for _, name, how, _ in string.Formatter().parse(text) if name is not None}
    return named | {(name, "%") for name in FORMATTED.findall(text)}


def text_of(entry: polib.POEntry) -> Text:
    """Return the text of an entry."""
    return (entry.msgid, entry.msgid_plural) if entry.msgid_plural else (entry.msgid,)


def update(path: Path, texts: Mapping[Text, set[str]]) -> None:
    """Bring a catalogue up to date and compile it: new texts come in untranslated, others are kept as obsolete."""
    old = polib.pofile(path)
    known = {text_of(entry): entry for entry in old}
    catalogue = polib.POFile(wrapwidth=WIDTH)
    catalogue.metadata = old.metadata
    for text, modules in sorted(texts.items()):
        entry = known.pop(text, None) or _untranslated(text)
        entry.obsolete, entry.occurrences = False, [(module, "") for module in sorted(modules)]
        entry.flags = _flags(text)
        catalogue.append(entry)
    for entry in known.values():
        entry.obsolete = True
        catalogue.append(entry)
    catalogue.save(str(path))
    catalogue.save_as_mofile(str(path.with_suffix(".mo")))


def _untranslated(text: Text) -> polib.POEntry:
    if len(text) == 1:
        return polib.POEntry(msgid=text[0])
    return polib.POEntry(msgid=text[0], msgid_plural=text[1], msgstr_plural={0: ""})


def _flags(text: Text) -> list[str]:
    if FORMATTED.search(text[0]):
        return ["python-format"]
    return ["python-brace-format"] if fields_of(text[0]) else []


if __name__ == "__main__":
    for package in PACKAGES:
        for catalogue_path in package.catalogues:
            update(catalogue_path, package.texts())
