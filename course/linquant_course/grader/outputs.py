"""Outputs of a cell as the worker sent them, made harmless: rebuilt field by field from a short list of kinds."""

import base64
import binascii
from collections.abc import Callable
from typing import Any

from linquant_course.grader.sanitize import CONTROL, clean_html, cut, plain_text

MAX_OUTPUTS = 50
MAX_TEXT = 20_000
MAX_NAME = 1_000
MAX_HTML = 100_000
MAX_TAGS = 5_000
MAX_IMAGE = 2_000_000
MAX_CELL = 4_000_000

LEFT_OUT = "[The grader left {count} more outputs of this cell out.]\n"
NOT_SHOWN = "[The grader does not show an output of this kind or size.]"
IMAGES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}

# An output in nbformat's own form; its library would take a second to import, which every run would wait for.
Output = dict[str, Any]


def safe_outputs(raw: object) -> list[Output]:
    """Return the outputs of one code cell, rebuilt from what the worker sent.

    Args:
        raw: Anything that JSON can hold.

    Returns:
        Valid outputs of nbformat 4: at most MAX_OUTPUTS and one that says how many were left out.
    """
    sent = raw if isinstance(raw, list) else []
    outputs: list[Output] = []
    size = 0
    for index, output in enumerate(sent):
        rebuilt = _rebuilt(output)
        size += len(str(rebuilt)) if rebuilt else 0
        if len(outputs) == MAX_OUTPUTS or size > MAX_CELL:
            return [*outputs, _stream({"text": [LEFT_OUT.format(count=len(sent) - index)]})]
        if rebuilt:
            outputs.append(rebuilt)
    return outputs


def _rebuilt(output: object) -> Output | None:
    if not isinstance(output, dict):
        return None
    kind = output.get("output_type")
    rebuild = REBUILD.get(kind) if isinstance(kind, str) else None
    return rebuild(output) if rebuild else None


def _stream(output: dict[str, object]) -> Output:
    name = "stderr" if output.get("name") == "stderr" else "stdout"
    return {"output_type": "stream", "name": name, "text": _terminal_text(output.get("text"))}


def _error(output: dict[str, object]) -> Output:
    lines = output.get("traceback")
    traceback = [f"{line}\n" for line in lines if isinstance(line, str)] if isinstance(lines, list) else []
    return {
        "output_type": "error",
        "ename": _terminal_text(output.get("ename"), MAX_NAME),
        "evalue": _terminal_text(output.get("evalue"), MAX_NAME),
        "traceback": _terminal_text(traceback).splitlines(),
    }


def _display_data(output: dict[str, object]) -> Output:
    return {"output_type": "display_data", "metadata": {}, "data": _bundle(output.get("data"))}


def _execute_result(output: dict[str, object]) -> Output:
    count = output.get("execution_count")
    number = count if type(count) is int and 0 <= count < 1_000_000 else None
    return {
        "output_type": "execute_result",
        "metadata": {},
        "data": _bundle(output.get("data")),
        "execution_count": number,
    }


REBUILD: dict[str, Callable[[dict[str, object]], Output]] = {
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
