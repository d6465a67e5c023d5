"""What a browser will show of a submission, made harmless: outputs from the worker and the student's markdown.

Both are hostile until they have been through here. Outputs are rebuilt field by field from a short list of kinds;
markdown keeps every character and gets spaces where a browser or MathJax would otherwise run something, so that it does
not matter which of the many markdown parsers reads it. nbgrader_config.py adds a second layer, behind the parser:
markdown_to_html and clean_html stand in for nbconvert's filters of that kind.
"""

import base64
import binascii
import html.entities
import re
from collections.abc import Callable
from functools import lru_cache

import nh3
from nbconvert.filters.markdown_mistune import markdown2html_mistune
from nbformat import NotebookNode
from nbformat.v4 import new_output

MAX_OUTPUTS = 50
MAX_TEXT = 20_000
MAX_NAME = 1_000
MAX_HTML = 100_000
MAX_TAGS = 5_000
MAX_IMAGE = 2_000_000
MAX_CELL = 4_000_000
MAX_MARKDOWN = 20_000
MAX_FORMULAS = 200

CUT = "\n[The grader cut this here: {count} more characters.]\n"
LEFT_OUT = "[The grader left {count} more outputs of this cell out.]\n"
NOT_SHOWN = "[The grader does not show an output of this kind or size.]"

IMAGES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
HTML_TAGS = nh3.ALLOWED_TAGS - {"area", "img", "map"}
SCHEMES = {"http", "https", "mailto"}
ATTRIBUTES = {tag: names - {"id", "class", "name"} for tag, names in nh3.ALLOWED_ATTRIBUTES.items()}
MARKDOWN_ATTRIBUTES = nh3.ALLOWED_ATTRIBUTES | {"*": {"class", "id", "style"}}

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


@lru_cache(512)
def markdown_to_html(source: str) -> str:
    """Return nbconvert's HTML of markdown without scripts: the lessons' own HTML and the students' formulas stay."""
    cleaned = nh3.clean(
        markdown2html_mistune(source), attributes=MARKDOWN_ATTRIBUTES, filter_style_properties={"text-align"}
    )
    return TEX_COMMAND.sub(r"\g<0> ", cleaned)


def clean_html(text: object) -> str:
    """Return HTML with tables and formatting, and without scripts, styles, images, ids and classes."""
    cleaned = nh3.clean(str(text), tags=HTML_TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES)
    return TEX_COMMAND.sub(r"\g<0> ", cleaned)


def safe_outputs(raw: object) -> list[NotebookNode]:
    """Return the outputs of one code cell, rebuilt from what the worker sent.

    Args:
        raw: Anything that JSON can hold.

    Returns:
        Valid outputs of nbformat 4: at most MAX_OUTPUTS and one that says how many were left out.
    """
    sent = raw if isinstance(raw, list) else []
    outputs: list[NotebookNode] = []
    size = 0
    for index, output in enumerate(sent):
        rebuilt = _rebuilt(output)
        size += len(str(rebuilt)) if rebuilt else 0
        if len(outputs) == MAX_OUTPUTS or size > MAX_CELL:
            return [*outputs, new_output("stream", name="stdout", text=LEFT_OUT.format(count=len(sent) - index))]
        if rebuilt:
            outputs.append(rebuilt)
    return outputs


def _rebuilt(output: object) -> NotebookNode | None:
    if not isinstance(output, dict):
        return None
    kind = output.get("output_type")
    rebuild = REBUILD.get(kind) if isinstance(kind, str) else None
    return rebuild(output) if rebuild else None


def _stream(output: dict[str, object]) -> NotebookNode:
    name = "stderr" if output.get("name") == "stderr" else "stdout"
    return new_output("stream", name=name, text=_terminal_text(output.get("text")))


def _error(output: dict[str, object]) -> NotebookNode:
    lines = output.get("traceback")
    traceback = [f"{line}\n" for line in lines if isinstance(line, str)] if isinstance(lines, list) else []
    return new_output(
        "error",
        ename=_terminal_text(output.get("ename"), MAX_NAME),
        evalue=_terminal_text(output.get("evalue"), MAX_NAME),
        traceback=_terminal_text(traceback).splitlines(),
    )


def _display_data(output: dict[str, object]) -> NotebookNode:
    return new_output("display_data", data=_bundle(output.get("data")))


def _execute_result(output: dict[str, object]) -> NotebookNode:
    count = output.get("execution_count")
    number = count if type(count) is int and 0 <= count < 1_000_000 else None
    return new_output("execute_result", data=_bundle(output.get("data")), execution_count=number)


REBUILD: dict[str, Callable[[dict[str, object]], NotebookNode]] = {
    "stream": _stream,
    "error": _error,
    "display_data": _display_data,
    "execute_result": _execute_result,
}


def _terminal_text(raw: object, limit: int = MAX_TEXT) -> str:
    # A progress bar writes a line many times over, each time after a carriage return; the last one counts.
    parts = raw if isinstance(raw, list) else [raw]
    text = "".join(part for part in parts if isinstance(part, str)).replace("\r\n", "\n")
    lines = (line.rstrip("\r").rpartition("\r")[2] for line in text.split("\n"))
    return cut(CONTROL.sub("", plain_text("\n".join(lines))), limit)


def _bundle(raw: object) -> dict[str, str]:
    sent = raw if isinstance(raw, dict) else {}
    data = {mime: image for mime in IMAGES if (image := _image(mime, sent.get(mime)))}
    markup = plain_text(sent.get("text/html"))
    if 0 < len(markup) <= MAX_HTML and markup.count("<") <= MAX_TAGS and (cleaned := clean_html(markup)).strip():
        data["text/html"] = cleaned
    if (text := _terminal_text(sent.get("text/plain"))) or not data:
        data["text/plain"] = text or NOT_SHOWN
    return data


def _image(mime: str, raw: object) -> str | None:
    encoded = "".join(plain_text(raw).split())
    if not 0 < len(encoded) <= MAX_IMAGE or not encoded.isascii():
        return None
    try:
        image = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        return None
    return base64.b64encode(image).decode() if image.startswith(IMAGES[mime]) else None
