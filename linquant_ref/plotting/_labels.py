"""The words in the pictures: in the reader's language where a font can draw it, else in English."""

import contextlib
import dataclasses
import functools
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from matplotlib.axes import Axes
from matplotlib.font_manager import findSystemFonts, fontManager
from matplotlib.text import Text

from linquant_ref.language import translated

P = ParamSpec("P")
Drawn = TypeVar("Drawn")

# By the name that matplotlib knows them by, which for a collection is that of its first font.
CHINESE_FONTS = (
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Microsoft YaHei",
    "PingFang SC",
    "PingFang HK",
    "Hiragino Sans GB",
    "Heiti SC",
    "Heiti TC",
    "STHeiti",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Droid Sans Fallback",
    "SimHei",
    "DengXian",
    "Arial Unicode MS",
    "SimSun",
    "Songti SC",
    "Noto Serif CJK SC",
    "Noto Serif CJK JP",
    "AR PL UMing CN",
)
NORMAL_WEIGHTS = (400, "normal", "regular", "book")
FIRST_CHINESE_CHARACTER = "\u2e80"


def label(text: str, /, **values: Any) -> str:
    """Return a text for a picture with its values filled in, translated if a font that can draw it is installed."""
    wanted = translated(text)
    if max(wanted, default="") >= FIRST_CHINESE_CHARACTER and find_chinese_font() is None:
        wanted = text
    return wanted.format(**values)


def chinese_font() -> str | None:
    """Return the name of an installed font with Chinese characters, or None."""
    installed = {font.name for font in fontManager.ttflist}
    return next((name for name in CHINESE_FONTS if name in installed), None)


def find_chinese_font() -> str | None:
    """Return what chinese_font does, and look for a font that was installed lately if there is none."""
    if chinese_font() is None:
        _learn_new_fonts()
    return chinese_font()


@functools.cache
def _learn_new_fonts() -> None:
    """Tell matplotlib of the fonts that are not in its list: it stored that once, and never renews it."""
    for path in set(findSystemFonts()) - {font.fname for font in fontManager.ttflist}:
        # Some formats are not for matplotlib.
        with contextlib.suppress(Exception):
            fontManager.addfont(path)


def with_chinese_font(plot: Callable[P, Drawn]) -> Callable[P, Drawn]:
    """Let what a plotting function draws fall back on a Chinese font, for this picture's texts alone.

    The decorated function returns its Axes, or its figure and more.
    """

    @functools.wraps(plot)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> Drawn:
        drawn = plot(*args, **kwargs)
        font = chinese_font()
        if font is not None:
            _offer_normal_weight(font)
            picture: Any = drawn if isinstance(drawn, Axes) else drawn[0]  # type: ignore[index]
            for text in picture.findobj(Text):
                families = text.get_fontfamily()
                if font not in families:
                    text.set_fontfamily([*families, font])
        return drawn

    return wrapper


def _offer_normal_weight(font: str) -> None:
    """Let matplotlib take a font as it is: of one that calls itself medium it would log that normal is missing."""
    faces = [face for face in fontManager.ttflist if face.name == font]
    if not any(face.weight in NORMAL_WEIGHTS for face in faces):
        fontManager.ttflist.append(dataclasses.replace(faces[0], weight=NORMAL_WEIGHTS[0]))
