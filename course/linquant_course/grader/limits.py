"""How much a submission may use; shared by both sides."""

from dataclasses import asdict, dataclass
from typing import Any

DROPPED = "... (more output was dropped)"
STOPPED_AFTER = "stopped after {seconds} seconds"


@dataclass(frozen=True)
class Limits:
    """Limits for one submission.

    Attributes:
        cell: Seconds for one of the student's cells.
        locked_cell: Seconds for a locked cell, which may train a model.
        test: Seconds for the student's part of one test.
        total: Seconds for everything.
        memory: Bytes that all of the student's processes may have in memory together.
        processes: Processes at once.
        file: Bytes of the largest file, and of all temporary files together.
        figures: Whether figures are drawn, which takes more time than all tests do.
    """

    cell: float = 30
    locked_cell: float = 120
    test: float = 20
    total: float = 600
    memory: int = 4 * 2**30
    processes: int = 64
    file: int = 256 * 2**20
    figures: bool = True

    def as_json(self) -> dict[str, Any]:
        """Return the fields by name."""
        return asdict(self)
