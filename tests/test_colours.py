"""The colours stay apart for every kind of colour vision, also where hatching and markers are not seen."""

import itertools

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from linquant_ref.plotting._common import SATURATED_COLOUR, SERIES_COLOURS, VALUE_COLOUR, ZERO_COLOUR
from linquant_ref.plotting.channel_scales import ONE_SCALE_COLOUR

# What is seen of linear RGB: Machado, Oliveira and Fernandes (2009), severity 1.
VISIONS = {
    "ordinary": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
}
XYZ_OF_RGB = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
GROUPS = {
    "values": (VALUE_COLOUR, SATURATED_COLOUR, ZERO_COLOUR),
    "channels": (VALUE_COLOUR, SATURATED_COLOUR, ONE_SCALE_COLOUR),
    "series": SERIES_COLOURS,
}


def lab(colour: str, vision: str) -> np.ndarray:
    """Return CIE L*a*b* of an sRGB colour as somebody sees it."""
    rgb = np.array(to_rgb(colour))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    x, y, z = XYZ_OF_RGB @ np.clip(np.asarray(VISIONS[vision]) @ linear, 0, 1) / XYZ_OF_RGB.sum(axis=1)
    fx, fy, fz = (value ** (1 / 3) if value > 0.008856 else 7.787 * value + 16 / 116 for value in (x, y, z))
    return np.array([116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)])


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("group", GROUPS)
def test_two_colours_of_a_picture_are_far_apart(group: str, vision: str) -> None:
    """A difference of 2.3 is just noticeable, side by side."""
    for one, other in itertools.combinations(GROUPS[group], 2):
        assert np.linalg.norm(lab(one, vision) - lab(other, vision)) > 15, (one, other)


def test_red_and_green_of_one_lightness_would_not_be() -> None:
    assert np.linalg.norm(lab("#B35900", "deuteranopia") - lab("#7A7A00", "deuteranopia")) < 10
