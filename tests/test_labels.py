"""The words in the pictures are Chinese where the reader wants it and a font can draw it, and else English."""

import logging
from collections.abc import Callable
from pathlib import Path

import matplotlib as mpl
import pytest
from catalogues import REFERENCE
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from looks import T
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from matplotlib.font_manager import FontManager, fontManager
from matplotlib.text import Text
from pictures import EXAMPLES
from test_language import entries

from linquant_ref.plotting import _labels, plot_number_line

pytestmark = pytest.mark.usefixtures("no_figure_is_left_open", "warnings_are_errors")

FONT = "A font of boxes"


def write_font(path: Path, weight: int) -> None:
    """Write a font that has a box for every Chinese character of the catalogues."""
    characters = sorted(
        {letter for path in REFERENCE.catalogues for entry in entries(path) for letter in entry.msgstr if letter > "ÿ"}
    )
    names = [".notdef", *(f"uni{ord(letter):04X}" for letter in characters)]
    pen = TTGlyphPen(None)
    for number, corner in enumerate([(50, 0), (50, 700), (850, 700), (850, 0)]):
        (pen.lineTo if number else pen.moveTo)(corner)
    pen.closePath()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(letter): name for letter, name in zip(characters, names[1:], strict=True)})
    builder.setupGlyf(dict.fromkeys(names, pen.glyph()))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (900, 50)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": FONT, "styleName": "Regular"})
    builder.setupOS2(usWeightClass=weight)
    builder.setupPost()
    builder.save(path)


@pytest.fixture
def no_chinese_font(monkeypatch: pytest.MonkeyPatch) -> None:
    fonts = [font for font in fontManager.ttflist if font.name not in _labels.CHINESE_FONTS]
    monkeypatch.setattr(fontManager, "ttflist", fonts)
    monkeypatch.setattr(_labels, "CHINESE_FONTS", (FONT,))


@pytest.fixture(params=[400, 500], ids=["normal", "medium"])
def chinese_font(no_chinese_font: None, request: pytest.FixtureRequest, tmp_path: Path) -> FontManager:
    write_font(tmp_path / "boxes.ttf", request.param)
    fontManager.addfont(tmp_path / "boxes.ttf")
    return fontManager


@pytest.fixture
def chinese_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "zh_CN")


def texts_of(figure: Figure) -> set[str]:
    return {text.get_text() for text in figure.findobj(Text)} - {""}


def is_chinese(text: str) -> bool:
    return any("一" <= letter <= "龥" for letter in text)


@pytest.fixture(params=EXAMPLES)
def example(request: pytest.FixtureRequest) -> Callable[[], Figure]:
    return EXAMPLES[request.param]


@pytest.mark.usefixtures("chinese_reader", "chinese_font")
def test_with_a_font_the_labels_are_chinese_and_every_character_can_be_drawn(
    example: Callable[[], Figure], caplog: pytest.LogCaptureFixture
) -> None:
    figure = example()
    with caplog.at_level(logging.WARNING):
        figure.canvas.draw()
    assert caplog.messages == []
    of_the_caller = {"per tensor", "per group", "per channel", "embed", "qkv", "out", "relative squared error"}
    words = {text for text in texts_of(figure) if any(letter.isalpha() for letter in text)} - of_the_caller
    assert {text for text in words if not is_chinese(text) and "mathdefault" not in text} == set()


@pytest.mark.usefixtures("chinese_reader", "no_chinese_font")
def test_without_a_font_the_labels_are_english(example: Callable[[], Figure], monkeypatch: pytest.MonkeyPatch) -> None:
    for_a_chinese_reader = texts_of(example())
    monkeypatch.setenv("LANGUAGE", "en")
    assert for_a_chinese_reader == texts_of(example())
    assert not any(map(is_chinese, for_a_chinese_reader))


@pytest.mark.usefixtures("chinese_reader", "no_chinese_font")
def test_a_font_that_was_installed_after_matplotlib_had_listed_the_fonts_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_font(tmp_path / "boxes.ttf", 400)
    (tmp_path / "broken.ttf").write_bytes(b"no font")
    monkeypatch.setattr(_labels, "findSystemFonts", lambda: [str(path) for path in tmp_path.iterdir()])
    _labels._learn_new_fonts.cache_clear()
    assert any(map(is_chinese, texts_of(plot_number_line(T, 3.5, -70).figure)))


@pytest.mark.usefixtures("chinese_font")
def test_an_english_reader_reads_english_although_there_is_a_font(example: Callable[[], Figure]) -> None:
    assert not any(map(is_chinese, texts_of(example())))


@pytest.mark.usefixtures("chinese_reader", "chinese_font")
def test_the_font_is_that_of_this_picture_alone() -> None:
    settings = dict(mpl.rcParams)
    plot_number_line(T, 3.5, -70)
    assert dict(mpl.rcParams) == settings
    assert FONT not in plt.figure().text(0, 0, "another figure").get_fontfamily()
