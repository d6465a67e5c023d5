"""The pictures that submissions ask for, each drawn once: by a fresh worker, which has run nothing of any student's."""

import hashlib
import json
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from linquant_course.grader.outputs import NOT_SHOWN, Output, safe_outputs
from linquant_course.grader.session import NoReplyError, Session

# Of a submission's time, for what it asks for first.
SECONDS = 30
MAX_PICTURES = 5_000


class Album:
    """A folder of pictures, each in a file named by the hash of what was asked for.

    Args:
        folder: Where no worker can write.
        connect: Starts a worker and returns the conversation with it.
    """

    def __init__(self, folder: Path, connect: Callable[[], Session]) -> None:
        self._folder = folder
        self._connect = connect
        self._session: Session | None = None
        self._end = time.monotonic() + SECONDS

    def with_pictures(self, told: list[Any]) -> list[Any]:
        """Return the outputs of cells, unchecked as a worker told them, with pictures in the place of requests."""
        try:
            return [[self._shown(output) for output in cell] if isinstance(cell, list) else cell for cell in told]
        finally:
            if self._session:
                self._session.close()

    def _shown(self, output: Any) -> Any:
        if not (isinstance(output, dict) and output.get("output_type") == "picture"):
            return output
        asked = {field: output.get(field) for field in ("plot", "arguments", "blobs")}
        place = self._folder / hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()
        try:
            return json.loads(place.read_bytes())
        except FileNotFoundError:
            drawn = self._drawn(asked)
        if "image/png" in drawn.get("data", {}) and len(list(self._folder.iterdir())) < MAX_PICTURES:
            # Others may read while this is written.
            with NamedTemporaryFile("w", dir=self._folder, delete=False) as new:
                json.dump(drawn, new)
            Path(new.name).replace(place)
        return drawn

    def _drawn(self, asked: dict[str, Any]) -> Output:
        left = self._end - time.monotonic()
        if left > 0:
            try:
                self._session = self._session or self._connect()
                if outputs := safe_outputs(self._session.draw(asked, left)):
                    return _without_frames(outputs[0])
            except NoReplyError:
                self._end = 0.0
        return {"output_type": "stream", "name": "stdout", "text": f"{NOT_SHOWN}\n"}


def _without_frames(output: Output) -> Output:
    """Return an output; of an error, the lines that lead to it are not the student's."""
    if output["output_type"] != "error":
        return output
    return {**output, "traceback": [f"{output['ename']}: {output['evalue']}"]}
