"""Check a built website: every link leads to a file and a place in it, and nothing comes from another address."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

# Elements that a browser fetches something for by itself, and <link> with these relations.
FETCHING = {"audio", "embed", "iframe", "img", "object", "script", "source", "video"}
FETCHED_RELATIONS = {"icon", "manifest", "modulepreload", "preload", "stylesheet"}
IN_CSS = re.compile(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)")


class Page(HTMLParser):
    """What a page links to.

    Attributes:
        links: All addresses on the page.
        fetched: Those that a browser fetches by itself.
        places: The ids on the page.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: dict[str, None] = {}
        self.fetched: dict[str, None] = {}
        self.places: set[str] = set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element's addresses and its id."""
        named = {name: value or "" for name, value in attrs}
        self.places.add(named.get("id", ""))
        for address in (named[name] for name in ("href", "src", "data") if name in named):
            self.links[address] = None
            if tag in FETCHING or (tag == "link" and FETCHED_RELATIONS & set(named.get("rel", "").split())):
                self.fetched[address] = None


def problems(site: Path) -> list[str]:
    """Return a sentence for each link of a website that leads nowhere, and for each thing fetched from elsewhere."""
    # The theme leaves templates among its files.
    paths = [path for path in sorted(site.rglob("*.html")) if path.relative_to(site).parts[0] != "_static"]
    pages = {path.resolve(): Page(path) for path in paths}
    found = []
    for path, page in pages.items():
        place = path.relative_to(site.resolve())
        dead = ((link, _what_is_wrong(site.resolve(), pages, path, link)) for link in page.links if _is_local(link))
        found += [f"{place}: {link} {reason}" for link, reason in dead if reason]
        found += [f"{place}: fetches {address}" for address in page.fetched if not _is_local(address)]
    for sheet in sorted(site.rglob("*.css")):
        found += [f"{sheet.relative_to(site)}: fetches {address}" for address in _fetched_by(sheet)]
    return found


def _fetched_by(sheet: Path) -> Iterator[str]:
    for address, imported in IN_CSS.findall(sheet.read_text(encoding="utf-8")):
        if not _is_local(address or imported):
            yield address or imported


def _is_local(address: str) -> bool:
    parts = urlsplit(address)
    return not parts.netloc and parts.scheme in ("", "data")


def _what_is_wrong(site: Path, pages: dict[Path, Page], path: Path, link: str) -> str:
    parts = urlsplit(link)
    if parts.scheme == "data":
        return ""
    target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    if not target.is_file() or not target.is_relative_to(site):
        return "leads to no file"
    if parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].places:
        return "leads to no place on the page"
    return ""
