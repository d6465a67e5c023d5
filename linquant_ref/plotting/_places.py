"""Labels beside each other on a line, without overlap."""

from dataclasses import dataclass

import numpy as np

FONT_SIZE = 9
# How far, in points, a label may stand beside its dot.
FARTHEST_LABEL = 60.0


@dataclass
class Label:
    """A text at a position on a line; shift, in points, is how far it stands beside that position."""

    position: float
    text: str
    colour: str
    shift: float = 0.0

    @property
    def width(self) -> float:
        """The width in points, estimated from the number of characters, with a gap to the next label."""
        return 0.6 * FONT_SIZE * len(self.text) + 5


def side_by_side(labels: list[Label], points_per_unit: float) -> bool:
    """Shift labels so that none overlap, as little as possible; return whether each stays close to its position.

    Least squares by pooling: labels that would overlap form a block around the mean of the places they ask for.
    """
    labels.sort(key=lambda label: label.position)
    ends = np.cumsum([label.width for label in labels])
    offsets = ends - [label.width / 2 for label in labels]
    wanted = np.array([label.position for label in labels]) * points_per_unit
    blocks: list[tuple[float, int]] = []
    for start in wanted - offsets:
        block = (float(start), 1)
        while blocks and blocks[-1][0] > block[0]:
            mean, size = blocks.pop()
            block = ((mean * size + block[0] * block[1]) / (size + block[1]), size + block[1])
        blocks.append(block)
    places = np.repeat([mean for mean, _ in blocks], [size for _, size in blocks]) + offsets
    for label, place, position in zip(labels, places, wanted, strict=True):
        label.shift = float(place - position)
    return all(abs(label.shift) <= FARTHEST_LABEL for label in labels)


def fill_gaps(labels: list[Label], more: list[Label], points_per_unit: float) -> None:
    """Add those of the further labels that fit unshifted between the others."""
    for new in more:
        centre = new.position * points_per_unit
        if all(
            abs(centre - label.position * points_per_unit - label.shift) >= (new.width + label.width) / 2
            for label in labels
        ):
            labels.append(new)
