"""What a browser will show of a submission's texts, made harmless: the student's markdown, and HTML in outputs.

Markdown keeps every character and gets spaces where a browser or MathJax would otherwise run something, so that it does
not matter which of the many markdown parsers reads it. There is a second layer, behind the parser: the functions of
rendering and clean_html stand in for nbconvert's filters of that kind.
"""

import html.entities
import re

import nh3

MAX_MARKDOWN = 20_000
MAX_FORMULAS = 200

CUT = "\n[The grader cut this here: {count} more characters.]\n"

HTML_TAGS = nh3.ALLOWED_TAGS - {"area", "img", "map"}
SCHEMES = {"http", "https", "mailto"}
ATTRIBUTES = {tag: names - {"id", "class", "name"} for tag, names in nh3.ALLOWED_ATTRIBUTES.items()}

SURROGATE = re.compile("[\ud800-\udfff]")
CONTROL = re.compile("[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f]|\x1b(?!\\[[0-9;]{0,20}m)")

# TeX commands with which MathJax makes links, loads extensions, sets HTML attributes or changes later formulas.
TEX = (
    "href|url|require|style|cssId|class|data|unicode|html\\w*|bbox|enclose|mmlToken|toggle|mathtip|texttip|action|"
    "includegraphics|csname|def|gdef|edef|xdef|let|futurelet|global|newcommand|renewcommand|providecommand|"
    "newenvironment|renewenvironment|Newextarrow|DeclareMathOperator|definecolor"
)
TEX_COMMAND = re.compile(rf"\\(?=(?:{TEX})(?![a-z]))", re.IGNORECASE)
FORMULA = re.compile(r"\\(?=[\[(]|begin)")
KEPT_ENTITIES = {"lt;", "gt;", "amp;", "quot;"}
ASCII_ENTITIES = sorted(
    name
    for name, value in html.entities.html5.items()
    if name.endswith(";") and name.lower() not in KEPT_ENTITIES and any(character.isascii() for character in value)
)
AUTOLINK = re.compile(r"<(https?://[^\s<>]+)>")
NEEDS_SPACE_AFTER = re.compile(
    r"<(?=[a-z/!?])"  # a tag, a comment, a declaration
    rf"|{TEX_COMMAND.pattern}"
    rf"|&(?=#|(?:{'|'.join(ASCII_ENTITIES)}))"  # a character reference that could spell one of the others
    r"|script(?=[\s\\]*:)|data(?=\\*:\S)"  # javascript: and its like
    r"|mer(?=maid)",  # a diagram, whose source nbconvert does not escape
    re.IGNORECASE,
)


def plain_text(raw: object) -> str:
    """Return a string, or a list of strings joined, without lone surrogates and NULs and with newlines as line ends."""
    parts = raw if isinstance(raw, list) else [raw]
    text = "".join(part for part in parts if isinstance(part, str))
    return SURROGATE.sub("\ufffd", text).replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")


def cut(text: str, limit: int) -> str:
    """Return text, or its first limit characters and a sentence that says how many are missing."""
    return text if len(text) <= limit else text[:limit] + CUT.format(count=len(text) - limit)


def safe_markdown(text: str) -> str:
    """Return the student's markdown in a form that runs nothing in a browser, whichever parser and MathJax read it.

    Remote images would tell their server who looks at them, so images become links.
    """
    text = CONTROL.sub("", cut(plain_text(text), MAX_MARKDOWN)).replace("\x1b", "")
    text = AUTOLINK.sub(r"\1", text).replace("![", "! [image: ")
    text = NEEDS_SPACE_AFTER.sub(r"\g<0> ", text)
    # Opening delimiters that nothing closes cost nbconvert's parser the square of their number.
    return FORMULA.sub(r"\g<0> ", text) if len(FORMULA.findall(text)) > MAX_FORMULAS else text


def clean_html(text: object) -> str:
    """Return HTML with tables and formatting, and without scripts, styles, images, ids and classes."""
    cleaned = nh3.clean(str(text), tags=HTML_TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES)
    return TEX_COMMAND.sub(r"\g<0> ", cleaned)
