"""What the intake says of a submission: sentences in English, which can be said in other languages too."""

from collections.abc import Iterable
from dataclasses import dataclass
from gettext import NullTranslations

from linquant_course.language import words_of

MAX_NAMES = 5
# What a sentence may name that is no name of a cell or a file.
BYTE_ORDER_MARK = "UTF-8 with a byte-order mark"
OWN_CELL = "one of your own"
DESCRIPTIONS = (BYTE_ORDER_MARK, OWN_CELL)


@dataclass(frozen=True)
class Note:
    """A sentence and what it names; str() says it in English.

    Attributes:
        sentence: The sentence, with {names} and {expected} for what it names.
        names: Cells, files or encodings.
        expected: What the notebook should be called.
    """

    sentence: str
    names: tuple[str, ...] = ()
    expected: str = ""

    def __str__(self) -> str:
        """Return the sentence in English, for the instructor."""
        return self.in_language(None)

    def in_language(self, language: str | None) -> str:
        """Return the sentence in a language, for the student; None is English."""
        words = words_of(language)
        names = [words.gettext(name) if name in DESCRIPTIONS else name for name in self.names]
        return words.gettext(self.sentence).format(names=_listed(names, words), expected=self.expected)


def _listed(names: Iterable[str], words: NullTranslations) -> str:
    """Return at most five names and how many more there are."""
    known = list(dict.fromkeys(names))
    shown, more = words.gettext(", ").join(known[:MAX_NAMES]), len(known) - MAX_NAMES
    if more <= 0:
        return shown
    return words.ngettext("{names} and {count} more", "{names} and {count} more", more).format(names=shown, count=more)
