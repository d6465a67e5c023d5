"""Every picture looks as it did when somebody looked at it: `make baselines` draws tests/baseline anew.

The images are without words, which are checked as text elsewhere: versions of matplotlib draw letters differently. On
the rest, matplotlib 3.8 to 3.11 agree in every pixel, except for heatmaps.
"""

from typing import Any

import pytest
from conftest import ROOT
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.text import Text
from pictures import EXAMPLES

pytestmark = pytest.mark.usefixtures("no_figure_is_left_open")

# In heatmaps some cells end a pixel elsewhere: the root mean square of the difference, of 255, between 3.10 and 3.11.
LARGER_TOLERANCES = {"heatmaps": 9.0, "heatmaps_of_a_layer": 12.0}


def compared(name: str) -> Any:
    mark = pytest.mark.mpl_image_compare(
        filename=f"{name}.png",
        style="default",
        tolerance=LARGER_TOLERANCES.get(name, 0.2),
        savefig_kwargs={"dpi": 60},
    )
    return pytest.param(name, marks=mark)


@pytest.mark.parametrize("name", [compared(name) for name in EXAMPLES])
def test_a_picture_looks_as_it_did(name: str) -> Figure:
    figure = EXAMPLES[name]()
    for words in (*figure.findobj(Text), *figure.findobj(Legend)):
        words.set_visible(False)
    return figure


def test_there_is_one_small_image_of_each_picture() -> None:
    sizes = {path.stem: path.stat().st_size for path in (ROOT / "tests" / "baseline").iterdir()}
    assert set(sizes) == set(EXAMPLES)
    assert max(sizes.values()) < 40_000
