"""Compare a text with its translation: formulas, code, links, HTML and layout have to be the same."""

import re
from collections import Counter
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

CODE_OR_FORMULA = re.compile(r"(?P<code>```.*?```|`[^`]+`)|\$\$.+?\$\$|\$[^$]+\$", re.DOTALL)
LESSON = re.compile(r"\bL\d-[A-Z]\b")
# A translation may write out small numbers, and 70 亿 for 7 billion.
NUMBER = re.compile(r"\d[\d.,]*\d")
TAG = re.compile(r"</?\w[^>]*>")

_parser = MarkdownIt("commonmark").enable("table")


def differences(text: str, translated: str) -> list[str]:
    """Return in words how a translation's markup differs from the text's; an empty list if it does not.

    What stands in the text may stand in the translation more often, where one language needs a name and the other a
    pronoun. A ** that makes no bold is a difference too: CommonMark ends no bold span between punctuation and a letter,
    and Chinese has no spaces.
    """
    before, after = _parts(text), _parts(translated)
    found = []
    for kind, own in before.items():
        if missing := own - after[kind]:
            found.append(f"{kind} missing: {', '.join(missing)}")
        added = sorted(part for part in after[kind] if part not in own and part not in text)
        if added and kind != "number":
            found.append(f"{kind} added: {', '.join(added)}")
    if _layout(text) != _layout(translated):
        found.append("other paragraphs, headings, lists or tables")
    if any("**" in token.content for token in _inline(translated) if token.type == "text"):
        found.append("a ** that is shown instead of making bold")
    return found


def _parts(text: str) -> dict[str, Counter[str]]:
    inline = list(_inline(text))
    html = [token.content for token in [*inline, *_blocks(text)] if token.type in ("html_inline", "html_block")]
    return {
        "formula": Counter(part[0] for part in CODE_OR_FORMULA.finditer(text) if not part["code"]),
        "code": Counter(token.content for token in inline if token.type == "code_inline"),
        "link": Counter(str(token.attrs["href"]) for token in inline if "href" in token.attrs),
        "HTML": Counter(tag for part in html for tag in TAG.findall(part)),
        "lesson": Counter(LESSON.findall(text)),
        "number": Counter(NUMBER.findall(" ".join(token.content for token in inline if token.type == "text"))),
    }


def _layout(text: str) -> list[str]:
    return [token.tag for token in _blocks(text) if token.nesting >= 0]


def _blocks(text: str) -> list[Token]:
    return _parser.parse(_without_formulas(text))


def _inline(text: str) -> Iterator[Token]:
    for block in _blocks(text):
        yield from block.children or []


def _without_formulas(text: str) -> str:
    # As JupyterLab does before it reads markdown; what stands there decides whether a * beside it makes bold.
    return CODE_OR_FORMULA.sub(lambda part: part[0] if part["code"] else "@@0@@", text)
