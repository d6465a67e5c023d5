"""Formulas as MathML: every one of the lessons, and nothing of a student's formula but letters and signs."""

import re
from pathlib import Path

import polib
import pytest
from bs4 import BeautifulSoup
from conftest import LESSONS, ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from linquant_course.course import notebook_path, read_notebook
from linquant_course.grader.mathematics import ATTRIBUTE, ELEMENT, LONGEST, mathml
from linquant_course.grader.rendering import markdown

CATALOGUES = sorted((ROOT / "course" / "locale").glob("*/*.po"))
FORMULA = re.compile(r"\$\$.+?\$\$|(?<![$\\`])\$[^$]+\$(?!`)", re.DOTALL)
REFUSED = {
    "unfinished": r"\frac{1",
    "no right bracket": r"\left( x",
    "two exponents": "x^2^3",
    "empty": " ",
    "link": r"\href{javascript:alert(1)}{x}",
    "macro": r"\def\a{\a\a}\a",
    "own style": r"\style{color:red}{x}",
    "long": "x" * (LONGEST + 1),
    "angle": r"\begin{",
}
PIECES = (
    r"\text{ } { _ ^ \frac \sqrt \left( \right) | & \\ \begin{matrix} \end{matrix} < > & "
    r"&lt; x 1 - ' \unknown \mathbf{"
)


def texts_of(lesson: str) -> list[str]:
    notebook = read_notebook(notebook_path(ROOT / "source_notebooks", lesson))
    return [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]


def check_formulas(text: str) -> None:
    page = BeautifulSoup(markdown(text), "html.parser")
    assert [code.text for code in page.select("code.formula")] == [], text
    formulas = page.select("math")
    assert [math.text for math in formulas if "\\" in math.text] == []
    assert len(formulas) == len(FORMULA.findall(text)), text


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_formula_of_a_lesson_becomes_mathml(lesson: str) -> None:
    for text in texts_of(lesson):
        check_formulas(text)


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda path: f"{path.parent.name} {path.stem}")
def test_every_formula_of_a_translation_becomes_mathml(catalogue: Path) -> None:
    for entry in polib.pofile(str(catalogue)):
        check_formulas(entry.msgstr)


@pytest.mark.parametrize("tex", REFUSED.values(), ids=REFUSED)
def test_a_formula_that_cannot_be_converted_stays_as_its_source(tex: str) -> None:
    assert mathml(tex) is None
    page = BeautifulSoup(markdown(f"before ${tex}$ after"), "html.parser")
    assert page.select_one("math") is None
    assert tex.strip() in page.text
    assert page.select_one("code.formula") is not None or not tex.strip()


def test_signs_and_bars_belong_to_what_follows_them() -> None:
    forms = {
        r"-128": ["prefix"],
        r"a - 128": [None],
        r"[-r, -s]": [None, "prefix", None, "prefix", None],
        r"127 - (-70)": [None, None, "prefix", None],
        r"|x|\,|w|": ["prefix", "postfix", "prefix", "postfix"],
        r"2 \max |r|": [None, "prefix", "postfix"],
    }
    for tex, expected in forms.items():
        operators = BeautifulSoup(mathml(tex) or "", "html.parser").select("mo")
        assert [operator.get("form") for operator in operators] == expected, tex


def test_no_comma_behind_a_formula_begins_a_line() -> None:
    page = BeautifulSoup(markdown("$a$, $b$ and $c$\N{FULLWIDTH COMMA} $$d$$."), "html.parser")
    assert [one.text for one in page.select(".whole")] == ["a,", "c\N{FULLWIDTH COMMA}"]


def test_text_in_formulas_reads_as_it_was_written() -> None:
    texts = BeautifulSoup(mathml(r"\text{params\_q}_i + \texttt{a < b \& c}") or "", "html.parser").select("mtext")
    assert [text.text.replace("\xa0", " ") for text in texts] == ["params_q", "a < b & c"]


def harm(html: str) -> list[str]:
    page = BeautifulSoup(html, "html.parser")
    elements = page.find_all(True)
    attributes = [name for element in elements for name in element.attrs]
    return [element.name for element in elements if not ELEMENT.fullmatch(element.name)] + [
        name for name in attributes if not ATTRIBUTE.fullmatch(name)
    ]


@pytest.mark.parametrize(
    "tex",
    [
        r"\text{<script>alert(1)</script>}",
        r"\text{&lt;img src=x onerror=alert(1)&gt;}",
        r'\text{" onmouseover="alert(1)}',
        r"\rule{1em\" onclick=\"alert(1)}{1em}",
        r"\textcolor{red;}{x} \colorbox{red}{<b>}",
        r"\verb|<b>| \hbox{<b>} \fbox{<i>} \tag{<b>}",
    ],
)
def test_no_formula_adds_html(tex: str) -> None:
    assert harm(mathml(tex) or "") == []
    assert set(harm(markdown(f"${tex}$"))) <= {"p", "code", "class"}


@given(st.lists(st.sampled_from(PIECES.split()), max_size=30))
@settings(max_examples=300)
def test_whatever_a_formula_is_it_raises_nothing_and_adds_no_html(pieces: list[str]) -> None:
    for tex in (" ".join(pieces), "".join(pieces)):
        assert harm(mathml(tex, "block") or "") == []
