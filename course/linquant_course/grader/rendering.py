"""Markdown and Python as HTML without scripts, each text rendered once, however many students' pages have it."""

import re
from functools import lru_cache
from html import unescape

import nh3
from markupsafe import Markup, escape
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer
from pygments.token import STANDARD_TYPES

from linquant_course.grader.mathematics import mathml
from linquant_course.grader.sanitize import ATTRIBUTES, HTML_TAGS

REMEMBERED = 2048

ALIGNED = {"td": {"colspan", "rowspan", "style"}, "th": {"colspan", "rowspan", "scope", "style"}, "table": set[str]()}
CLASSES = {
    "code": {"formula", "inline", "block"},
    "div": {"highlight"},
    "span": {name for name in STANDARD_TYPES.values() if name},
}
# Punctuation, also the Chinese one: , . : ; ! ? ) and the comma between the items of a list.
AFTER = r",.;:!?)\uff0c\u3002\uff1a\uff1b\uff01\uff1f\uff09\u3001"
FORMULA = re.compile(rf'<code class="formula (?P<display>inline|block)">(?P<tex>[^<]*)</code>(?P<after>[{AFTER}]?)')
SCROLLS = '<{tag} class="scroll" tabindex="0">'
PYTHON = PythonLexer(stripnl=False)
WITHOUT_FRAME = HtmlFormatter(nowrap=True)


@lru_cache(REMEMBERED)
def markdown(source: str) -> Markup:
    """Return markdown as harmless HTML with formulas in MathML, for a feedback page or formgrader.

    Formulas wait in <code> until the HTML is clean. What is made of them then is ours, and one that cannot be converted
    stays where it is: as its source. The pattern meets no attribute, where a quotation mark would be &quot;.
    """
    html = nh3.clean(
        MarkdownWithMath(renderer=_Renderer(escape=False, exclude_anchor_links=True)).render(source),
        tags=HTML_TAGS,
        attributes=ATTRIBUTES | ALIGNED,
        filter_style_properties={"text-align"},
        allowed_classes=CLASSES,
    )
    html = html.replace("<table>", f"{SCROLLS.format(tag='div')}<table>").replace("</table>", "</table></div>")
    return Markup(FORMULA.sub(_formula, html))


@lru_cache(REMEMBERED)
def python(source: str) -> Markup:
    """Return Python code with the classes of pygments."""
    return Markup(highlight(source, PYTHON, WITHOUT_FRAME))


def _formula(found: re.Match[str]) -> str:
    converted = mathml(unescape(found["tex"]), found["display"])
    if converted is None:
        return found[0]
    if found["display"] == "block":
        return f"{SCROLLS.format(tag='span')}{converted}</span>{found['after']}"
    # Together, or the comma behind a formula could begin a line.
    return f'<span class="whole">{converted}{found["after"]}</span>' if found["after"] else converted


class _Renderer(IPythonRenderer):
    """nbconvert's renderer with formulas in <code>, and without pictures, which could come from anywhere."""

    def block_math(self, body: str) -> str:
        return _code("block", body)

    def inline_math(self, body: str) -> str:
        return _code("inline", body)

    def latex_environment(self, name: str, body: str) -> str:
        return _code("block", rf"\begin{{{name}}}{body}\end{{{name}}}")

    def image(self, text: str, url: str, title: str | None = None) -> str:
        return f"[image: {text}]"

    def block_mermaidjs(self, code: str) -> str:
        return f"<pre><code>{escape(code)}</code></pre>"


def _code(display: str, tex: str) -> str:
    return f'<code class="formula {display}">{escape(tex)}</code>'
