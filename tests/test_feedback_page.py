"""What a feedback page says, and how: points on top, messages without tracebacks, hints, comments, nothing hidden."""

from collections.abc import Sequence
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from conftest import LESSONS, ROOT
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from linquant_course.course import notebook_path, read_notebook
from linquant_course.grader.exporter import FeedbackExporter
from linquant_course.grader.intake import NOTES
from linquant_course.grader.marks import NO_RESPONSE
from linquant_course.grader.trusted import NOT_ATTEMPTED

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
MESSAGE = "the scale: expected 2, got 3\nHint: divide by <255>, not by 256.\nfirst wrong at [0]"
WHERE = ["line 3 of this test:  check_close(scale(x), 2)", "File student.py, line 7"]


def about(**changes: Any) -> dict[str, Any]:
    return {"student": "ada", "assignment": "L2-A", "score": 3, "max_score": 5.5, "late_penalty": 0} | changes


def answer(name: str = "scale", source: str = "def scale(x): ...", **changes: Any) -> NotebookNode:
    nbgrader = {"schema_version": 3, "grade_id": name, "solution": True, "grade": False, "task": False} | changes
    new_cell = new_markdown_cell if nbgrader.get("grade") else new_code_cell
    return new_cell(source, metadata={"nbgrader": nbgrader})


def check(
    name: str, score: float, *outputs: NotebookNode, source: str = '"""Zero is exact."""\ncheck()'
) -> NotebookNode:
    nbgrader = {"schema_version": 3, "grade_id": name, "solution": False, "grade": True, "score": score, "points": 1}
    return new_code_cell(source, metadata={"nbgrader": nbgrader}, outputs=list(outputs))


def error(name: str = "AssertionError", message: str = MESSAGE, where: Sequence[str] = WHERE) -> NotebookNode:
    return new_output("error", ename=name, evalue=message, traceback=[*where, f"{name}: {message}"])


def text_of(*cells: NotebookNode, metadata: dict[str, Any] | None = None, **changes: Any) -> str:
    notebook = new_notebook(cells=list(cells), metadata=metadata or {})
    page, _ = FeedbackExporter().from_notebook_node(notebook, {"nbgrader": about(**changes)})
    return page


def page_of(*cells: NotebookNode, **changes: Any) -> BeautifulSoup:
    return BeautifulSoup(text_of(*cells, **changes), "html.parser")


def words(element: Tag | None) -> str:
    return " ".join(element.get_text(" ").split()) if element else ""


def rows(page: BeautifulSoup) -> list[list[str]]:
    return [[words(cell) for cell in row.find_all(["th", "td"])] for row in page.select("header tbody tr")]


@pytest.mark.parametrize(
    ("metadata", "tag"),
    [
        ({}, "en"),
        ({"linquant": {"language": "zh_CN"}}, "zh-CN"),
        ({"linquant": {"language": '"><script>'}}, "en"),
        ({"linquant": {"language": None}}, "en"),
    ],
    ids=["none", "Chinese", "hostile", "empty"],
)
def test_a_page_has_the_notebook_s_language(metadata: dict[str, Any], tag: str) -> None:
    html = page_of(metadata=metadata).html
    assert html
    assert html["lang"] == tag


def test_the_top_has_title_student_score_and_what_was_taken_off() -> None:
    locked = {"nbgrader": {"schema_version": 3, "grade_id": "intro", "locked": True, "solution": False, "grade": False}}
    intro = new_markdown_cell("# L2-A · A & B\n\ntext", metadata=locked)
    page = page_of(new_markdown_cell("# mine"), intro, student="<ada>", late_penalty=1)
    assert words(page.h1) == "L2-A · A & B"
    assert words(page.title) == "L2-A: feedback for <ada>"
    assert words(page.select_one(".score")) == "3 of 5.5 points"
    assert "1 point taken off" in words(page.select_one(".late"))
    assert page_of(intro).select_one(".late") is None


def test_the_table_has_a_row_per_exercise_with_links_to_what_was_lost() -> None:
    page = page_of(
        answer("scale", comment="well *done*"),
        check("test_scale_zeros", 1),
        check("test_scale_dtype_of_int16", 0),
        check("test_scale_ends", 0.25),
        answer("codes"),
        check("test_codes_example", 1),
    )
    assert rows(page) == [
        ["scale comment", "1 of 3 ✗ dtype of int16 ◐ ends", "1.25 / 3"],
        ["codes", "1 of 1", "1 / 1"],
    ]
    links = [link["href"] for link in page.select("header a")]
    assert links == [
        "#cell-scale",
        "#comment-scale",
        "#cell-test_scale_dtype_of_int16",
        "#cell-test_scale_ends",
        "#cell-codes",
    ]
    ids = [element["id"] for element in page.select("[id]")]
    assert len(ids) == len(set(ids))
    assert {f"#{name}" for name in ids} >= {link["href"] for link in page.select("a")}


@pytest.mark.parametrize(
    ("waiting", "row", "note"),
    [
        (True, ["words", "not read yet", "\N{EN DASH} / 3"], True),
        (False, ["words", "read by a person", "0 / 3"], False),
    ],
    ids=["waiting", "read"],
)
def test_a_written_answer_that_nobody_has_read_yet_is_not_one_without_points(
    waiting: bool, row: list[str], note: bool
) -> None:
    page = page_of(answer("words", "because *x*", grade=True, score=0.0, points=3, waiting=waiting))
    assert rows(page) == [row]
    assert ("3 points will be given by a person" in words(page.select_one(".unread"))) == note
    mark = "\N{HORIZONTAL ELLIPSIS} not read yet " if waiting else ""
    assert words(page.select_one("#cell-words .bar")) == f"Your answer: words {mark}{row[2]}"
    assert page.select_one("#cell-words em")


def test_a_failed_test_says_what_was_wrong_then_a_hint_and_where_only_on_demand() -> None:
    test = page_of(answer(), check("test_scale_zeros", 0, error())).select_one("#cell-test_scale_zeros")
    assert test
    assert words(test.select_one(".bar")) == "✗ not passed Zero is exact. 0 / 1"
    assert words(test.select_one(".message")) == "AssertionError: the scale: expected 2, got 3 first wrong at [0]"
    assert words(test.select_one(".hint")) == "Hint: divide by <255>, not by 256."
    assert [words(details.summary) for details in test.select("details")] == ["Where it failed", "The test's code"]
    where = test.select_one("details pre")
    assert where
    assert where.text.splitlines() == WHERE
    assert not test.select("details[open]")


def test_an_exercise_that_was_not_attempted_is_not_called_wrong() -> None:
    page = page_of(answer(comment=NO_RESPONSE), check("test_scale_zeros", 0, error("NotImplementedError", "yet")))
    assert words(page.select_one(".message")) == NOT_ATTEMPTED
    assert rows(page) == [["scale", "0 of 1 no response", "0 / 1"]]
    assert words(page.select_one("#cell-scale .bar")) == "Your answer: scale no response"
    assert page.select_one(".comment") is None


def test_of_a_hidden_test_that_failed_one_sentence_is_told() -> None:
    told = new_output("stream", name="stdout", text="This hidden test failed: zeros have a scale.\n")
    page = page_of(answer(), check("test_scale_zeros", 0, told, source="# Hidden test: zeros have a scale."))
    assert words(page.select_one("#cell-test_scale_zeros")) == f"✗ not passed {told.text.strip()} 0 / 1"


def test_a_passed_test_takes_one_line_and_partial_credit_is_told_as_points() -> None:
    credit = new_output("execute_result", {"text/plain": "0.25"}, execution_count=None)
    hidden = "# Hidden test: a tensor of zeros."
    page = page_of(
        answer(),
        check("test_a", 1),
        check("test_b", 1, source=hidden),
        check("test_c", 0.25, credit),
        check("test_d", 0),
    )
    assert words(page.select_one("details#cell-test_a > summary")) == "✓ passed Zero is exact. 1 / 1"
    assert words(page.select_one("p#cell-test_b")) == "✓ passed Hidden test: a tensor of zeros. 1 / 1"
    assert words(page.select_one("#cell-test_c .bar")) == "◐ partly passed Zero is exact. 0.25 / 1"
    assert page.select_one("#cell-test_c .output") is None


def test_comments_and_the_grader_s_notes_are_shown() -> None:
    note = new_markdown_cell("**From the grader:**\n\n- a note", id=NOTES)
    page = page_of(note, answer(comment="well *done*, $s < 1$"))
    assert words(page.select_one(".note")) == "From the grader: a note"
    assert words(page.select_one("#comment-scale")).startswith("Comment well done ,")
    assert page.select_one("#comment-scale math")


def test_outputs_of_every_kind_are_shown_or_left_out() -> None:
    outputs = [
        new_output("stream", name="stderr", text="\x1b[31m<b>red</b>\x1b[0m"),
        new_output("display_data", {"image/png": f"{PIXEL}\n", "text/plain": "a picture"}),
        new_output("execute_result", {"text/html": "<table><tr><td>1</td></tr></table><script>x</script>"}),
        new_output("display_data", {"text/markdown": "*emphasis*"}),
        new_output("display_data", {"application/javascript": "alert(1)"}),
        error("ValueError", "<i>", ["\x1b[0;31mFile\x1b[0m"]),
    ]
    page = page_of(new_code_cell("show()", outputs=outputs))
    assert [pre.text for pre in page.select("pre.output")] == ["<b>red</b>"]
    image = page.select_one("img")
    assert image
    assert (image["src"], bool(image["alt"])) == (f"data:image/png;base64,{PIXEL}", True)
    assert words(page.select_one("table td")) == "1"
    assert words(page.select_one("em")) == "emphasis"
    assert words(page.select_one(".message")) == "ValueError: <i>"
    assert words(page.select_one("details pre")) == "File"
    assert page.select("script") == []


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_page_loads_nothing_and_names_nothing_that_could_be_loaded(lesson: str) -> None:
    hostile = '![x](https://example.org/x.png) <img src="//example.org/y"> <link rel=stylesheet href="//example.org/z">'
    styled = '<table><td style="background: url(https://example.org/a)">x</table><style>@import "https://example.org/b"</style>'
    html = new_output("display_data", {"text/html": hostile + styled})
    cells = read_notebook(notebook_path(ROOT / "solutions", lesson)).cells
    free = [cell for cell in cells if not cell.metadata.get("nbgrader", {}).get("grade")]
    text = text_of(new_markdown_cell(f"{hostile}\n\n{styled}"), new_code_cell("x", outputs=[html]), *free)
    page = BeautifulSoup(text, "html.parser")
    loading = page.select("[src], [srcset], [data], [poster], link, script, iframe, object, embed, svg, base")
    assert {str(one.get("src"))[:11] for one in loading} <= {"data:image/"}
    styles = " ".join(
        [style.text for style in page.select("style")] + [str(one["style"]) for one in page.select("[style]")]
    )
    assert [part for part in ("url(", "@import", "image-set") if part in styles] == []
    policy = page.select_one("meta[http-equiv=Content-Security-Policy]")
    assert policy
    assert "default-src 'none'; img-src data:;" in str(policy["content"])


def test_a_page_is_mostly_what_the_student_sees() -> None:
    assert len(text_of(new_markdown_cell("one line"))) < 12_000
