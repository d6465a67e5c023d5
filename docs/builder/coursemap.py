"""The README's map of the lessons as HTML: a row for each level, with links, which also fits a phone."""

import re
from html import escape

DIAGRAM = re.compile(r"```mermaid\n(?P<text>.*?)```\n", re.DOTALL)
LEVEL = re.compile(r"subgraph \w+ \[(?P<title>[^\]]+)\](?P<inside>.*?)\bend\b", re.DOTALL)
NODE = re.compile(r"(?P<id>\w+)\[(?P<lesson>L\d+-[A-Z]) (?P<words>[^\]]+)\]")
ARROW = re.compile(r"(?P<before>\w+)(?:\[[^\]]*\])? -->(?= *(?P<after>\w+))")


def map_as_html(readme: str) -> str:
    """Return the README's text with its diagram as a list of levels.

    A lesson that builds on the one before it stands behind an arrow; beside it is what else it builds on. Links are
    relative to a page in docs.
    """
    return DIAGRAM.sub(lambda found: _map(found["text"]), readme)


def _map(diagram: str) -> str:
    lessons = {node["id"]: node["lesson"] for node in NODE.finditer(diagram)}
    needs: dict[str, list[str]] = {lesson: [] for lesson in lessons.values()}
    for arrow in ARROW.finditer(diagram):
        needs[lessons[arrow["after"]]].append(lessons[arrow["before"]])
    levels = "\n".join(_level(level["title"], level["inside"], needs) for level in LEVEL.finditer(diagram))
    return f'<ul class="map">\n{levels}\n</ul>\n'


def _level(title: str, inside: str, needs: dict[str, list[str]]) -> str:
    nodes = sorted(NODE.finditer(inside), key=lambda node: node["lesson"])
    earlier = [None, *(node["lesson"] for node in nodes)]
    items = "\n".join(
        _lesson(node["lesson"], node["words"], before, needs[node["lesson"]])
        for node, before in zip(nodes, earlier, strict=False)
    )
    return f"<li><span>{escape(title)}</span>\n<ol>\n{items}\n</ol></li>"


def _lesson(lesson: str, words: str, before: str | None, needs: list[str]) -> str:
    follows = ' class="follows"' if before in needs else ""
    others = [name for name in needs if name != before]
    beside = f"<small>after {', '.join(others)}</small>" if others else ""
    link = f'<a href="lessons/{lesson}.html"><b>{lesson}</b> {escape(words)}</a>'
    return f"<li{follows}>{link}{beside}</li>"
