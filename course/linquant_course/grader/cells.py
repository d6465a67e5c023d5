"""From a notebook's bytes to its cells: whatever the bytes are, and with a finding for each thing that was repaired."""

import codecs
import json
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from linquant_course.grader.note import BYTE_ORDER_MARK
from linquant_course.grader.sanitize import plain_text

MAX_CELLS = 1_000
MAX_CONTAINERS = 300_000
ENCODINGS = {"utf-8-sig": BYTE_ORDER_MARK}

Findings = defaultdict[str, list[str]]
"""What was found wrong: the names of the cells that it concerns, by a key of intake.SENTENCES."""


@dataclass(frozen=True)
class Cell:
    """A cell as it was handed in.

    Attributes:
        kind: "code", or "markdown" for everything else.
        source: Its text, with newlines as line ends.
        about: What it says under nbgrader in its metadata, unchecked.
        name: Its grade_id, or an empty string.
        cell_id: Its id, or an empty string.
        intact: Whether the text could be read.
        pictures: Whether pictures were attached to it.
    """

    kind: str
    source: str
    about: dict[str, Any]
    name: str
    cell_id: str
    intact: bool
    pictures: bool


def read_cells(data: bytes, findings: Findings) -> list[Cell]:
    """Return the cells of a notebook of any format; none where the bytes are no notebook."""
    content = _parsed(data, findings)
    if content is None:
        return []
    cells = _raw_cells(content, findings)
    if len(cells) > MAX_CELLS:
        findings["many"].append(f"{MAX_CELLS:,}")
    read = [_cell(raw) for raw in cells[:MAX_CELLS] if isinstance(raw, dict)]
    if len(read) < len(cells[:MAX_CELLS]) or not all(cell.intact for cell in read):
        findings["odd"].append("")
    return read


def _parsed(data: bytes, findings: Findings) -> Any:
    if not data.strip(b"\0\t\r\n \xef\xbb\xbf\xff\xfe"):
        findings["empty"].append("")
        return None
    if data.count(b"{") + data.count(b"[") > MAX_CONTAINERS:
        findings["huge"].append("")
        return None
    text = _decoded(data, findings).lstrip()
    try:
        # A number may have more digits than int() takes; none is used.
        content, end = json.JSONDecoder(strict=False, parse_int=float).raw_decode(text)
    except (ValueError, RecursionError, MemoryError):
        findings["unreadable"].append("")
        return None
    if text[end:].strip():
        findings["trailing"].append("")
    return content


def _decoded(data: bytes, findings: Findings) -> str:
    encoding = json.detect_encoding(data)
    if encoding != "utf-8":
        findings["encoding"].append(ENCODINGS.get(encoding, encoding.upper()))
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        findings["bytes"].append("")
        text = data.decode(encoding, "replace")
    if "\0" in text or b"\\u0000" in data:
        findings["nul"].append("")
    return text.removeprefix(codecs.BOM_UTF8.decode()).replace("\0", "")


def _raw_cells(content: Any, findings: Findings) -> list[Any]:
    notebook = content if isinstance(content, dict) else {}
    if isinstance(notebook.get("cells"), list):
        return notebook["cells"]
    worksheets = notebook.get("worksheets")
    if isinstance(worksheets, list):
        findings["old_format"].append("")
        sheets = [sheet.get("cells") for sheet in worksheets if isinstance(sheet, dict)]
        return [cell for cells in sheets if isinstance(cells, list) for cell in cells]
    findings["no_cells"].append("")
    return []


def _cell(raw: dict[str, Any]) -> Cell:
    metadata = raw.get("metadata")
    about = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    about = about if isinstance(about, dict) else {}
    source = plain_text(_source(raw))
    return Cell(
        kind="code" if raw.get("cell_type") == "code" else "markdown",
        source=f"# {source}" if raw.get("cell_type") == "heading" else source,
        about=about,
        name=_string(about.get("grade_id")),
        cell_id=_string(raw.get("id")),
        intact=_is_text(_source(raw)),
        pictures=bool(raw.get("attachments")),
    )


def _source(raw: dict[str, Any]) -> Any:
    # Formats before 4 call a code cell's text its input.
    return raw.get("source", raw.get("input"))


def _is_text(source: Any) -> bool:
    return all(isinstance(part, str) for part in (source if isinstance(source, list) else [source]))


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""
