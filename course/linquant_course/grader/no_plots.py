"""What stands in for linquant_ref.plotting where no figures are drawn: every name is there, and draws nothing."""

from collections.abc import Iterator
from typing import Any

NOT_DRAWN = "not drawn"


class NotDrawn:
    """A picture, its figure, its axes and whatever is asked of them."""

    def __repr__(self) -> str:
        """Say so, where a cell ends with it."""
        return NOT_DRAWN

    def __getattr__(self, name: str) -> "NotDrawn":
        """Return itself; names such as __array__, by which libraries recognise objects, are not there."""
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *args: Any, **options: Any) -> "NotDrawn":
        """Draw nothing."""
        return self

    def __getitem__(self, key: Any) -> "NotDrawn":
        """Return itself."""
        return self

    def __iter__(self) -> Iterator["NotDrawn"]:
        """Return two, a figure and its axes."""
        return iter((self, self))


def __getattr__(name: str) -> NotDrawn:
    if name.startswith("__"):
        raise AttributeError(name)
    return NotDrawn()
