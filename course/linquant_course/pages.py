"""What the course's own HTML pages have in common."""

from gettext import NullTranslations
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined


def templates(package: str, words: NullTranslations | None = None) -> Environment:
    """Return a package's templates; everything that they are given is escaped, for most of it is untrusted.

    Args:
        package: The package.
        words: What the templates' {% trans %} and _() say in another language.
    """
    environment = Environment(
        loader=PackageLoader(package), autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined
    )
    environment.filters |= {"points": points, "countable": countable}
    environment.add_extension("jinja2.ext.i18n")
    # The extension adds this method, and no type knows it.
    installer: Any = environment
    installer.install_gettext_translations(words or NullTranslations(), newstyle=True)
    return environment


def points(value: float) -> str:
    """Return points with at most two decimals: 3, 2.5, 0.33."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def countable(value: float) -> int:
    """Return a whole number that takes the plural of a value, for gettext has no rule for fractions: 2 for 0.5."""
    return int(value) if value == int(value) else 2
