"""What a feedback page shows of a cell's outputs; an error says what was wrong, its hint, and then where."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from nbconvert.filters import strip_ansi
from nbformat import NotebookNode

from linquant_course.grader.outputs import IMAGES
from linquant_course.grader.rendering import markdown
from linquant_course.grader.sanitize import clean_html, plain_text
from linquant_course.grader.trusted import NOT_ATTEMPTED
from linquant_ref.checking import without_hints


@dataclass(frozen=True)
class Text:
    """Something printed or returned."""

    text: str
    kind: str = "text"


@dataclass(frozen=True)
class Html:
    """Harmless HTML."""

    html: Markup
    kind: str = "html"


@dataclass(frozen=True)
class Image:
    """A picture, as a data URI."""

    source: str
    kind: str = "image"


@dataclass(frozen=True)
class Error:
    """An exception.

    Attributes:
        name: Its class, or an empty string where the text says everything.
        text: Its message without the hints.
        hints: The lines of its message that are hints.
        where: The traceback, without the message.
    """

    name: str
    text: str
    hints: tuple[str, ...] = ()
    where: str = ""
    kind: str = "error"


Shown = Text | Html | Image | Error


def shown(outputs: list[NotebookNode]) -> Iterator[Shown]:
    """Yield what can be shown of a cell's outputs; scripts, widgets and their like cannot."""
    for output in outputs:
        if output.output_type == "stream":
            yield Text(strip_ansi(plain_text(output.text)))
        elif output.output_type == "error":
            yield _error(output)
        else:
            yield from _data(output.data)


def _error(output: NotebookNode) -> Error:
    name, message = output.ename, strip_ansi(output.evalue)
    if name == "NotImplementedError":
        return Error("", NOT_ATTEMPTED)
    lines = strip_ansi("\n".join(output.traceback)).splitlines()
    end = f"{name}: {message}".splitlines()
    where = lines[: -len(end)] if lines[-len(end) :] == end else lines
    text, hints = without_hints(message)
    return Error(name, text.strip("\n"), tuple(hints), "\n".join(where).strip("\n"))


def _data(data: Mapping[str, Any]) -> Iterator[Shown]:
    if "text/html" in data:
        yield Html(Markup(clean_html(plain_text(data["text/html"]))))
    elif "text/markdown" in data:
        yield Html(markdown(plain_text(data["text/markdown"])))
    elif pictures := [mime for mime in IMAGES if mime in data]:
        yield Image(f"data:{pictures[0]};base64,{''.join(plain_text(data[pictures[0]]).split())}")
    elif "text/plain" in data:
        yield Text(strip_ansi(plain_text(data["text/plain"])))
