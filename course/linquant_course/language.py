"""What the course says to a student, in the language of what the student handed in.

`make messages` collects the English texts from this package's code and templates into the catalogues in the folder
locale, where translators fill in theirs, and compiles them.
"""

from gettext import NullTranslations
from pathlib import Path

from linquant_ref.language import catalogue

CATALOGUES = Path(__file__).parent / "locale"


def words_of(language: str | None) -> NullTranslations:
    """Return the words of a language, such as zh_CN; for None, and where there is no catalogue, they are English."""
    return catalogue(language or "en", CATALOGUES)
