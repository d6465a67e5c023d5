"""Nothing of a submission runs in the browser of whoever looks at it, and what is honest looks as it did."""

import base64
import re
from html.parser import HTMLParser

import nbformat
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from nbconvert.exporters import HTMLExporter
from nbconvert.filters.markdown_mistune import markdown2html_mistune
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader.converters import GenerateFeedback
from traitlets.config import Config

from linquant_course.course import Course
from linquant_course.grader import outputs as harmless
from linquant_course.grader import sanitize
from linquant_course.grader.exporter import FeedbackExporter
from linquant_course.grader.mathematics import ELEMENT
from linquant_course.grader.outputs import safe_outputs
from linquant_course.grader.rendering import markdown
from linquant_course.grader.sanitize import TEX_COMMAND, clean_html, safe_markdown

PARSERS = {"nbconvert": markdown2html_mistune, "commonmark": MarkdownIt("commonmark", {"html": True}).render}
SCHEME = re.compile(r"[\x00-\x20]*([a-z][a-z\d+.\t\n\r-]*):", re.IGNORECASE)
HARMLESS = sanitize.HTML_TAGS | {"input"}
PNG = base64.b64encode(harmless.IMAGES["image/png"] + b"...").decode()
ATTACKS = {
    "script": "<script>alert(1)</script>",
    "event handler": "a <img src=x onerror=alert(1)> b",
    "block": "<div onclick='alert(1)'>\n\ntext\n\n</div>",
    "comment": "<!-- <b>x</b> --><?php x ?><![CDATA[x]]>",
    "link": "[x](javascript:alert(1))",
    "link in brackets": "[x](<javascript:alert(1)>) [y](< javascript:alert(1)>)",
    "reference": "[x][a]\n\n[a]: javascript:alert(1)",
    "escaped colon": r"[x](javascript\:alert(1))",
    "coded colon": "[x](javascript&colon;alert(1)) [y](javascript&#58;alert(1)) [z](&#106;avascript:alert(1))",
    "mixed case": "[x](JaVaScRiPt:alert(1)) [y](vbscript:x) [z](data:text/html,<b>x</b>)",
    "automatic link": "<javascript:alert(1)>",
    "remote picture": "![x](https://example.org/x.png) ![y][a]\n\n[a]: https://example.org/y.png",
    "attached picture": "![x](attachment:x.png)",
    "formula that links": r"$\href{javascript:alert(1)}{x}$ $$\style{color:red}{x}$$ \\(\cssId{a}{x}\\)",
    "formula that loads": r"\begin{align}\require{html}\class{a}{\unicode{x263a}}\end{align}",
    "formula in entities": "&#36;&#92;href{x}{y}&dollar; $&bsol;href{x}{y}$",
    "formula across a link": r"$<https://x.org/\hr>ef{javascript:alert(1)}{x}$",
    "formula across a NUL": "$\\hr\0ef{x}{y}$ <scr\0ipt>",
    "macro": r"$\def\frac#1#2{x}\let\a\href\newcommand{\b}{x}$",
    "diagram": "```mermaid\n<img src=x onerror=alert(1)>\n```",
    "table": "| <b onclick=x>a</b> |\n|---|\n| <img src=x> |",
}
HONEST = {
    "formula": (r"$a < b$ and $$\frac{x}{s} \le 2^{b-1}$$", r"$a &lt; b$ and $$\frac{x}{s} \le 2^{b-1}$$"),
    "code": ("```python\nif a < b: print(a & b)\n```", '<span class="n">a</span> <span class="o">&lt;</span>'),
    "link": ("[a](https://example.org) <https://example.org/b>", '<a href="https://example.org">a</a>'),
    "list": ("1. **one**\n2. *two*", "<strong>one</strong>"),
    "table": ("| a | b |\n|---|---|\n| 1 | 2 |", "<table>"),
    "entities": ("a &lt; b &nbsp; &times;", "a &lt; b"),
}


class Page(HTMLParser):
    """Collects what a page holds that intake must not let through."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.harm: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.harm += [] if tag in HARMLESS or ELEMENT.fullmatch(tag) else [tag]
        for name, value in attrs:
            scheme = SCHEME.match(value or "") if name in ("href", "src") else None
            self.harm += [name] if name.startswith("on") or name == "srcdoc" else []
            self.harm += [scheme[1]] if scheme and scheme[1].lower() not in (*sanitize.SCHEMES, "attachment") else []

    def handle_data(self, data: str) -> None:
        self.harm += TEX_COMMAND.findall(data)

    def handle_comment(self, data: str) -> None:
        self.harm.append("comment")


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_no_markdown_runs_anything(attack: str, parser: str) -> None:
    assert Page(PARSERS[parser](safe_markdown(attack))).harm == []


@pytest.mark.parametrize("attack", ["script", "event handler", "link", "formula that links", "macro", "diagram"])
def test_the_same_attacks_do_harm_where_there_is_no_layer(attack: str) -> None:
    assert Page(PARSERS["nbconvert"](ATTACKS[attack])).harm


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_the_second_layer_stops_it_alone(attack: str) -> None:
    # No MathJax reads these pages, so a command for it is a text like any other.
    assert [harm for harm in Page(markdown(attack)).harm if not harm.startswith("\\")] == []


@given(st.lists(st.sampled_from([*ATTACKS.values(), *"<>[]()!\\$&;:`'\"\n \t-#", "href", "java", "script", "&amp;"])))
@settings(max_examples=300)
def test_no_mixture_of_attacks_runs_anything(parts: list[str]) -> None:
    text = safe_markdown("".join(parts))
    assert [Page(parse(text)).harm for parse in PARSERS.values()] == [[], []]


@pytest.mark.parametrize(("text", "html"), HONEST.values(), ids=HONEST)
def test_honest_markdown_keeps_its_meaning(text: str, html: str) -> None:
    assert html in markdown2html_mistune(safe_markdown(text))
    shown = "<math" if "$" in text else html.replace('.org">', '.org" rel="noopener noreferrer">')
    assert shown in markdown(safe_markdown(text))


def test_long_markdown_is_cut_and_says_so() -> None:
    text = safe_markdown("x" * (sanitize.MAX_MARKDOWN + 5))
    assert text.endswith("[The grader cut this here: 5 more characters.]\n")


def test_lessons_keep_their_folded_hints() -> None:
    text = "<details><summary>Hint</summary>\n\n`a < b` and $s$\n\n</details>"
    assert "<details><summary>Hint</summary>" in markdown(text)


def outputs(*raw: object) -> list[dict[str, object]]:
    return safe_outputs(list(raw))


def test_honest_outputs_stay_as_they_are() -> None:
    honest = [
        new_output("stream", name="stderr", text="50 %\n\x1b[31mred\x1b[0m\n"),
        new_output("display_data", data={"image/png": PNG, "text/plain": "<Figure>"}),
        new_output("execute_result", data={"text/plain": "3"}, execution_count=2),
        new_output("error", ename="ValueError", evalue="no", traceback=["a", "b"]),
    ]
    assert safe_outputs(honest) == honest


def test_a_table_stays_a_table_without_styles_and_scripts() -> None:
    html = '<style>p{}</style><table id="a" class="b"><tr><td onclick="x">1<script>x</script></td></tr></table>'
    (output,) = outputs({"output_type": "display_data", "data": {"text/html": html}})
    assert output["data"] == {"text/html": "<table><tbody><tr><td>1</td></tr></tbody></table>"}


@pytest.mark.parametrize(
    "mime", ["application/javascript", "image/svg+xml", "text/latex", "text/markdown", "image/png"]
)
def test_other_kinds_of_outputs_are_not_shown(mime: str) -> None:
    (output,) = outputs({"output_type": "display_data", "data": {mime: "<svg onload=alert(1)>"}, "metadata": {"a": 1}})
    assert output == {"output_type": "display_data", "metadata": {}, "data": {"text/plain": harmless.NOT_SHOWN}}


def test_a_progress_bar_shows_its_last_state() -> None:
    (output,) = outputs({"output_type": "stream", "name": "stderr", "text": "1 %\r2 %\r\nend\r"})
    assert output["text"] == "2 %\nend"


def test_terminal_commands_but_colours_are_dropped() -> None:
    text = "\x1b]8;;javascript:alert(1)\x07x\x1b[2J\x1b[1;31my"
    (output,) = outputs({"output_type": "stream", "text": text})
    assert output["text"] == "]8;;javascript:alert(1)x[2J\x1b[1;31my"


def test_floods_are_cut_and_say_so() -> None:
    (long,) = outputs({"output_type": "stream", "text": "x" * (harmless.MAX_TEXT + 7)})
    assert str(long["text"]).endswith("[The grader cut this here: 7 more characters.]\n")
    many = outputs(*[{"output_type": "stream", "text": "x"}] * (harmless.MAX_OUTPUTS + 3))
    assert many[-1]["text"] == "[The grader left 3 more outputs of this cell out.]\n"
    assert len(many) == harmless.MAX_OUTPUTS + 1


def test_formulas_in_html_outputs_cannot_link() -> None:
    assert clean_html(r"$\hr<!-- -->ef{javascript:alert(1)}{x}$") == r"$\ href{javascript:alert(1)}{x}$"


KEYS = ["output_type", "name", "text", "data", "text/plain", "text/html", "image/png", "metadata", "ename", "evalue"]
VALUES = ["stream", "display_data", "execute_result", "error", "stdout", "<b>x</b>", PNG, "\ud800", "\0", "1"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(VALUES),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from([*KEYS, "traceback", "execution_count"]), inner, max_size=6)
    ),
    max_leaves=25,
)


@given(st.lists(st.dictionaries(st.sampled_from(KEYS), JSON) | JSON, max_size=4) | JSON)
@example([{"output_type": "execute_result", "execution_count": True, "data": {"text/plain": ["1", 2]}}])
@settings(max_examples=300)
def test_whatever_a_worker_sends_becomes_valid_outputs(raw: object) -> None:
    cell = new_code_cell(outputs=nbformat.from_dict(safe_outputs(raw)))
    nbformat.validate(new_notebook(cells=[cell]))
    nbformat.writes(new_notebook(cells=[cell])).encode()


SHOWN_ATTACK = "\n\n".join(ATTACKS[name] for name in ("script", "event handler", "link", "block", "diagram"))


@pytest.fixture
def hostile_notebook() -> NotebookNode:
    """A notebook that no intake has cleaned."""
    shown = [
        new_output("display_data", data={"text/html": SHOWN_ATTACK}),
        new_output("display_data", data={"text/markdown": SHOWN_ATTACK}),
        new_output("display_data", data={"application/javascript": "alert(1)"}),
    ]
    return new_notebook(cells=[new_markdown_cell(SHOWN_ATTACK), new_code_cell("1", outputs=shown)])


def test_pages_of_formgrader_have_the_second_layer(course: Course, hostile_notebook: NotebookNode) -> None:
    config = Config(GenerateFeedback(coursedir=course.directory, config=course.config).config)
    config.HTMLExporter.template_name = "formgrade"
    page, _ = HTMLExporter(config=config).from_notebook_node(hostile_notebook, {"index": 0, "total": 1, "base_url": ""})
    assert "text_cell_render" in page
    assert "cdnjs" not in page
    harm = ("<script>alert", "alert(1)</script>", "<img src=x", "onclick='alert", 'onclick="alert', 'href="javascript')
    assert [part for part in harm if part in page] == []


def test_pages_of_feedback_have_the_second_layer(hostile_notebook: NotebookNode) -> None:
    about = {"student": "ada", "assignment": "L2-A", "score": 0, "max_score": 0, "late_penalty": 0}
    page, _ = FeedbackExporter().from_notebook_node(hostile_notebook, {"nbgrader": about})
    _, _, main = page.partition("<main>")
    assert 'class="cell code"' in main
    assert Page(main.partition("</main>")[0]).harm == []
