"""The mutation operators do what they say, and the list of equivalent mutants is about mutants that are made."""

from textwrap import dedent

import pytest
from conftest import LESSONS
from mutants import grade
from mutants.equivalent import FILE, read_reasons, stale
from mutants.generate import Mutant, mutants, mutants_of_lesson, solution_cells
from mutants.grade import survivors


def made(body: str) -> dict[str, set[str]]:
    """Return what stands in the place of a function's only line, by operator."""
    found: dict[str, set[str]] = {}
    for mutant in mutants(f'def function(x, dim=0):\n    """Say something."""\n    {body}\n', "L0-A.function"):
        assert mutant.line == body
        found.setdefault(mutant.operator, set()).add(mutant.becomes)
    return found


@pytest.mark.parametrize(
    ("body", "operator", "becomes"),
    [
        ("return x + 1", "arithmetic", {"return x - 1"}),
        ("x |= 2", "arithmetic", {"x &= 2"}),
        ("return x <= 5", "comparison", {"return x < 5", "return x >= 5"}),
        ("return x[-1]", "constant", {"return x[-2]", "return x[-0]"}),
        ("return f(True)", "constant", {"return f(False)"}),
        ("return f(quant_min, x)", "bounds", {"return f(quant_max, x)"}),
        ("return limits.min", "min and max", {"return limits.max"}),
        ("return torch.int8", "dtype", {"return torch.uint8", "return torch.int16"}),
        ("return np.float64", "dtype", {"return np.float32"}),
        ("return f(x, dim=dim)", "dim", {"return f(x, dim=0)", "return f(x, dim=(-1))"}),
        ("return x.round()", "rounding", {"return x.floor()", "return x.ceil()", "return x.trunc()"}),
        ("return round(x)", "rounding", {"return int(x)", "return int((x) // 1)", "return (-int(-(x) // 1))"}),
        ("return x.clamp(a, b)", "clamp", {"return x.clamp(None, b)", "return x.clamp(a, None)"}),
        ("return x.clamp(a, b)", "call dropped", {"return x"}),
        ("return torch.round(x / s)", "call dropped", {"return (x / s)"}),
        ("return x.sum(dim=1)", "argument dropped", {"return x.sum()"}),
        ("return -x", "sign dropped", {"return x"}),
        ("return a if x else b", "condition", {"return a if not x else b", "return a", "return b"}),
        ("return a and b", "condition", {"return a or b", "return a", "return b"}),
        ("raise ValueError(x + 1)", "statement dropped", {"pass"}),
    ],
)
def test_an_operator_makes_the_changes_it_is_called_after(body: str, operator: str, becomes: set[str]) -> None:
    assert made(body)[operator] >= becomes


def test_a_with_block_is_dropped_and_opened() -> None:
    source = "def function(x):\n    with torch.no_grad():\n        return x\n"
    assert {(mutant.operator, mutant.becomes) for mutant in mutants(source, "L0-A.function")} == {
        ("statement dropped", "pass"),
        ("block opened", "if True:"),
    }


def test_docstrings_signatures_and_messages_stay_and_no_mutant_comes_twice() -> None:
    source = dedent(
        '''
        def function(x, bits=8):
            """Return 1 + 1."""
            if x > bits:
                raise ValueError(f"{x + 1} is too large")
            return max(x, 0) + 0
        '''
    )
    found = mutants(source, "L0-A.function")
    assert all('"""Return 1 + 1."""' in mutant.source and "bits=8" in mutant.source for mutant in found)
    assert all("x + 1" in mutant.source or "pass" in mutant.becomes for mutant in found)
    assert len({mutant.key for mutant in found}) == len({mutant.source for mutant in found}) == len(found)


def test_the_same_change_of_equal_lines_is_numbered() -> None:
    found = mutants("def function(x):\n    f(x)\n    f(x)\n    return x\n", "L0-A.function")
    assert [mutant.number for mutant in found if mutant.becomes == "pass" and mutant.line == "f(x)"] == [1, 2]


def test_a_change_that_compiles_to_the_same_is_no_mutant() -> None:
    assert [mutant.becomes for mutant in mutants("def function():\n    return 0\n", "L0-A.function")] == [
        "pass",
        "return 1",
        "return (-1)",
    ]


def test_only_mutants_that_lose_no_test_survive() -> None:
    """L1-A in full: three of its functions lose points in every way that the operators know."""
    made = mutants_of_lesson("L1-A")
    alive = {mutant.function for mutant in survivors("L1-A", made)}
    assert alive == {key[0] for key in read_reasons(FILE.read_text(encoding="utf-8")) if key[0].startswith("L1-A.")}


def test_endless_loops_and_exits_lose_points_and_the_answer_itself_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grade, "SECONDS_PER_TEST", 1)
    answer = solution_cells("L2-A")["every_code"]
    bodies = ["while True: pass", "import sys; sys.exit(0)", answer.splitlines()[-1].strip()]
    versions = [
        Mutant("L2-A.every_code", "by hand", "", body, 1, f"def every_code(dtype=torch.int8):\n    {body}\n")
        for body in bodies
    ]
    assert [mutant.becomes for mutant in survivors("L2-A", {"every_code": versions})] == [bodies[-1]]


def test_a_reason_is_read_for_every_line_once() -> None:
    text = """
    [["L1-A".find_scale]]
    reason = "so it is"
    line = "return 1"
    becomes = ["return 2", "return 3"]
    """
    key = ("L1-A.find_scale", "return 1")
    assert read_reasons(text) == {(*key, "return 2", 1): "so it is", (*key, "return 3", 1): "so it is"}
    with pytest.raises(ValueError, match="listed twice"):
        read_reasons(text + text)
    with pytest.raises(ValueError, match="no reason"):
        read_reasons(text.replace("so it is", ""))


def test_every_mutant_that_is_listed_as_equivalent_is_made() -> None:
    reasons = read_reasons(FILE.read_text(encoding="utf-8"))
    found = [mutant for lesson in LESSONS for group in mutants_of_lesson(lesson).values() for mutant in group]
    assert stale(reasons, found) == []
