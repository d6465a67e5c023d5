"""What the grader said of the files that came in, put together by sentence."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from linquant_course.grader import folder, intake
from linquant_course.report.results import Work

BLANK = "\N{HORIZONTAL ELLIPSIS}"
FIELD = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Note:
    """A sentence that the grader said.

    Attributes:
        sentence: The sentence, with an ellipsis where it names cells or files.
        students: What it named, by student.
    """

    sentence: str
    students: dict[str, str] = field(default_factory=dict)


def grouped(works: Iterable[Work]) -> list[Note]:
    """Return the sentences that the grader said, the most frequent ones first."""
    notes: dict[str, Note] = {}
    for work in works:
        for note in work.notes:
            sentence, named = _split(note)
            notes.setdefault(sentence, Note(sentence)).students[work.student] = named
    return sorted(notes.values(), key=lambda note: (-len(note.students), note.sentence))


def _pattern(sentence: str) -> re.Pattern[str]:
    escaped = re.escape(sentence).replace(r"\{names\}", "(?P<names>.*)")
    return re.compile(escaped.replace(r"\{expected\}", ".*"))


PATTERNS = {
    FIELD.sub(BLANK, sentence).replace(f"{BLANK}.", BLANK): _pattern(sentence)
    for sentence in (*folder.SENTENCES.values(), *intake.SENTENCES.values())
    if FIELD.search(sentence)
}


def _split(note: str) -> tuple[str, str]:
    """Return a note's sentence and what it names."""
    for sentence, pattern in PATTERNS.items():
        if found := pattern.fullmatch(note):
            return sentence, found.groupdict().get("names", "")
    return note, ""
