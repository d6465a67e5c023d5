"""What lies in a submission's folder: which file is the notebook, when it was handed in, and what is not used.

No link is followed, nothing but a plain file is opened, and no file is larger than a notebook has reason to be.
"""

import os
import re
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from linquant_course.answers import grade_id
from linquant_course.course import Course, notebook_path, read_notebook
from linquant_course.grader.files import Tree
from linquant_course.grader.note import Note

MAX_FILE = 20_000_000
MAX_FILES = 1_000
MAX_NOTEBOOKS = 10
MAX_TIMESTAMP = 200

TIMESTAMP = "timestamp.txt"
NBGRADER_FILES = {TIMESTAMP, "submission_secret.txt"}
OTHER_SUFFIXES = {".json", ".txt"}
SENTENCES = {
    "folder": "The submission's folder is missing, is a link or cannot be read.",
    "unread": "The file {names} cannot be read.",
    "others": "Only the notebook is graded; these files are not used: {names}.",
    "link": "{names} is a link to another file, and links are not followed.",
    "not_plain": f"{{names}} is no plain file of at most {MAX_FILE // 1_000_000} MB and is not read.",
    "none": "No notebook that can be read was handed in; {expected} is missing.",
    "renamed": "The notebook was handed in as {names} and is graded as {expected}.",
    "time": f"The time in {TIMESTAMP} makes no sense and is ignored.",
}
ISO_DATE = re.compile(r"(20\d\d-\d\d-\d\d[T ][\d:.]+) ?([\w/+:-]*)", re.ASCII)


@dataclass(frozen=True)
class Submission:
    """What a student handed in for a lesson.

    Attributes:
        student: The name of the student's folder.
        lesson: The lesson's id.
        data: The notebook's bytes, or None where there is none that can be read.
        notes: What was found, for the student and the instructor.
        timestamp: When it was handed in, in UTC and without a time zone, as nbgrader keeps it.
    """

    student: str
    lesson: str
    data: bytes | None
    notes: tuple[Note, ...]
    timestamp: datetime | None


class _Folder(NamedTuple):
    tree: Tree
    path: tuple[str, str]
    files: dict[str, os.stat_result]
    refused: set[str]
    notes: list[Note]

    def plain(self, name: str) -> bool:
        about = self.files[name]
        return stat.S_ISREG(about.st_mode) and about.st_size <= MAX_FILE

    def read(self, name: str) -> bytes | None:
        *inner, file = name.split("/")
        return self.tree.read((*self.path, *inner), file, MAX_FILE)

    def note(self, sentence: str, *names: str, expected: str = "") -> None:
        self.notes.append(Note(SENTENCES[sentence], names, expected))


def shown(name: str) -> str:
    """Return a file's name with nothing in it that a terminal, markdown or HTML could take for more than a letter."""
    return re.sub(r"[^\w .,()+/-]", "?", name)[:60]


def read_submission(course: Course, student: str, lesson: str) -> Submission:
    """Read submitted/<student>/<lesson>; what is wrong there ends up in the notes."""
    folder = _Folder(Tree(course.submitted), (student, lesson), {}, set(), [])
    try:
        folder.files.update(_files(course.submitted, student, lesson))
    except (OSError, ValueError):
        folder.note("folder")
    name = _notebook(course, lesson, folder)
    data = folder.read(name) if name else None
    if name and data is None:
        folder.note("unread", shown(name))
    timestamp = _timestamp(folder)
    if others := sorted(shown(other) for other in folder.files.keys() - NBGRADER_FILES - folder.refused - {name}):
        folder.note("others", *others)
    return Submission(student, lesson, data, tuple(folder.notes), timestamp)


def _files(submitted: Path, student: str, lesson: str) -> dict[str, os.stat_result]:
    top = submitted / student / lesson
    if not all(stat.S_ISDIR(folder.lstat().st_mode) for folder in (top.parent, top)):
        raise NotADirectoryError(top)
    paths = (Path(at, name) for at, _, names in _walk(top) for name in names if not name.startswith("."))
    return {path.relative_to(top).as_posix(): path.lstat() for path in islice(paths, MAX_FILES)}


def _walk(top: Path) -> Iterable[tuple[str, list[str], list[str]]]:
    # Two levels: people zip a folder, not its files. Linked folders are listed but not entered.
    for at, folders, names in os.walk(top):
        names.extend(name for name in folders if os.path.islink(os.path.join(at, name)))
        folders[:] = [name for name in folders if Path(at) == top and not name.startswith((".", "__"))]
        yield at, folders, names


def _notebook(course: Course, lesson: str, folder: _Folder) -> str | None:
    expected = f"{lesson}.ipynb"
    for name in sorted(name for name in folder.files if name.lower().endswith(".ipynb") and not folder.plain(name)):
        folder.refused.add(name)
        sentence = "link" if stat.S_ISLNK(folder.files[name].st_mode) else "not_plain"
        folder.note(sentence, shown(name))
    found = _candidates(folder)
    if found == [expected]:
        return expected
    if not found:
        folder.note("none", expected=expected)
        return None
    cells = read_notebook(notebook_path(course.source, lesson)).cells
    wanted = [f'"{name}"'.encode() for cell in cells if (name := grade_id(cell))]
    best = max(found[:MAX_NOTEBOOKS], key=lambda name: _likeness(name, expected, wanted, folder))
    if best != expected:
        folder.note("renamed", shown(best), expected=expected)
    return best


def _candidates(folder: _Folder) -> list[str]:
    plain = sorted(name for name in folder.files if folder.plain(name))
    if notebooks := [name for name in plain if name.lower().endswith(".ipynb")]:
        return notebooks
    # Browsers and mail programs save a notebook as a text file.
    texts = [name for name in plain if Path(name).suffix.lower() in OTHER_SUFFIXES and name not in NBGRADER_FILES]
    return [name for name in texts[:MAX_NOTEBOOKS] if b'"cells"' in (folder.read(name) or b"")]


def _likeness(name: str, expected: str, wanted: list[bytes], folder: _Folder) -> tuple[bool, int, float]:
    data = (folder.read(name) or b"").replace(b"\0", b"")
    cells = sum(word in data for word in wanted)
    return name == expected and cells > 0, cells, folder.files[name].st_mtime


def _timestamp(folder: _Folder) -> datetime | None:
    if TIMESTAMP not in folder.files:
        return None
    text = (folder.tree.read(folder.path, TIMESTAMP, MAX_TIMESTAMP) or b"").decode("utf-8", "replace")
    moment = _moment(text.strip())
    if moment is None:
        folder.note("time")
    return moment


def _moment(text: str) -> datetime | None:
    found = ISO_DATE.fullmatch(text)
    if found is None:
        return None
    moment, zone = found.groups()
    try:
        if zone[:1].isalpha() and zone != "Z":
            local = datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(zone))
        else:
            local = datetime.fromisoformat(f"{moment}{zone or 'Z'}")
        utc = local.astimezone(UTC)
    except (ValueError, OverflowError, KeyError, OSError):
        return None
    return utc.replace(tzinfo=None) if utc < datetime.now(UTC) + timedelta(days=1) else None
