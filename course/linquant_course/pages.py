"""What the course's own HTML pages have in common."""

from jinja2 import Environment, PackageLoader, StrictUndefined


def templates(package: str) -> Environment:
    """Return a package's templates; everything that they are given is escaped, for most of it is untrusted."""
    environment = Environment(
        loader=PackageLoader(package), autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined
    )
    environment.filters["points"] = points
    return environment


def points(value: float) -> str:
    """Return points with at most two decimals: 3, 2.5, 0.33."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
