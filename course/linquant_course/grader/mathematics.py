"""Formulas as MathML, which browsers show by themselves: a page needs no script and no network for them."""

import re
from collections.abc import Iterator
from functools import lru_cache
from html import escape, unescape
from xml.etree.ElementTree import Element

from latex2mathml.converter import convert_to_element

from linquant_course.grader.sanitize import TEX_COMMAND

LONGEST = 1_000
REMEMBERED = 4096
# Whatever latex2mathml makes of a student's formula, a page gets these elements and attributes only.
ELEMENT = re.compile(
    "math|mrow|m[ino]|mtext|mspace|msu[bp]|msubsup|mfrac|msqrt|mroot|mover|munder|munderover|mtable|mt[rd]|mstyle|"
    "mpadded|mphantom|menclose"
)
ATTRIBUTE = re.compile(
    "accent|columnalign|depth|display|displaystyle|fence|form|height|linethickness|lspace|mathvariant|maxsize|minsize|"
    "movablelimits|notation|rspace|scriptlevel|separator|stretchy|symmetric|voffset|width"
)
CHILDREN = {"mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "mover": 2, "munder": 2, "msubsup": 3, "munderover": 3}
VALUE = re.compile(r"[\w.+%-]{1,40}")
ESCAPED_IN_TEXT = re.compile(r"\\([_%#$&{}])")
SIGNS = frozenset("+-\N{MINUS SIGN}\N{PLUS-MINUS SIGN}")
CLOSING = frozenset(")]}!\N{RIGHT CEILING}\N{RIGHT FLOOR}")


@lru_cache(REMEMBERED)
def mathml(tex: str, display: str = "inline") -> str | None:
    """Return a formula as MathML, or None where it cannot be converted.

    Args:
        tex: The formula in LaTeX, without its delimiters. Nobody has to trust it.
        display: "inline", or "block" for a formula in a line of its own.
    """
    # Macros could grow without end.
    if len(tex) > LONGEST or TEX_COMMAND.search(tex):
        return None
    try:
        return "".join(_serialised(convert_to_element(tex, display=display)))
    # The library refuses a formula with exceptions of its own, IndexError, StopIteration, RecursionError ...
    except Exception:
        return None


def _serialised(element: Element) -> Iterator[str]:
    if not ELEMENT.fullmatch(element.tag) or len(element) != CHILDREN.get(element.tag, len(element)):
        raise ValueError(f"no formula of this kind: {element.tag} of {len(element)}")
    _set_forms(element)
    attributes = (
        f' {name}="{value}"' for name, value in element.items() if ATTRIBUTE.fullmatch(name) and VALUE.fullmatch(value)
    )
    yield f"<{element.tag}{''.join(attributes)}>"
    yield escape(_text(element))
    for child in element:
        yield from _serialised(child)
    yield f"</{element.tag}>"


def _text(element: Element) -> str:
    """Return an element's text; the library spells symbols as character references and leaves \\_ in \\text alone."""
    text = unescape(element.text or "")
    return ESCAPED_IN_TEXT.sub(r"\1", text) if element.tag == "mtext" else text


def _set_forms(row: Element) -> None:
    """Say which signs, bars and functions belong to what follows them: -128 and max(x), not a - 128."""
    opened, after_operator = False, True
    for child in row:
        text = _text(child) if child.tag == "mo" else ""
        if text == "|":
            opened = not opened
            child.set("form", "prefix" if opened else "postfix")
            after_operator = opened
        elif child.tag != "mspace":
            if text in SIGNS and after_operator:
                child.set("form", "prefix")
            elif text.isalpha() and after_operator:
                child.set("lspace", "0")
            after_operator = child.tag == "mo" and text not in CLOSING
