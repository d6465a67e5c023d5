"""Texts in the reader's language: English, or a language that has a catalogue in the folder locale.

`make messages` collects the texts from this package into the catalogues (.po), where translators fill them in, and
compiles them (.mo).
"""

import functools
import gettext
import itertools
import os
from pathlib import Path

__all__ = ["catalogue", "to_translate", "translated"]

DOMAIN = "linquant"
CATALOGUES = Path(__file__).parent / "locale"
VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
# What the texts are written in, and the names of a system without a language.
ENGLISH = ("en", "C", "POSIX")


def to_translate(text: str) -> str:
    """Return a text as it is: it stands in the catalogues, and is translated where it is used."""
    return text


def translated(text: str, languages: str | None = None) -> str:
    """Return a text of this package in another language, or as it is if no catalogue has it.

    Values are filled in afterwards, `translated("{count} codes").format(count=256)`, for a catalogue holds the text as
    it is written.

    Args:
        text: The text in English.
        languages: The languages wanted, such as "de:zh_CN". None is what the environment asks for, which is read at
            every call as gettext reads it: LANGUAGE, LC_ALL, LC_MESSAGES, LANG.
    """
    if languages is None:
        languages = next((value for name in VARIABLES if (value := os.environ.get(name))), "")
    # A catalogue's header is its translation of the empty text.
    return catalogue(languages).gettext(text) if text else text


@functools.cache
def catalogue(languages: str, folder: Path = CATALOGUES) -> gettext.NullTranslations:
    """Return the catalogue of the first language that a folder has one for; for English, and for none, an empty one."""
    # English needs no catalogue, so gettext would skip it and take a language that is wanted less.
    wanted = itertools.takewhile(
        lambda name: name.partition("_")[0].partition(".")[0] not in ENGLISH, languages.split(":")
    )
    return gettext.translation(DOMAIN, folder, list(wanted), fallback=True)
