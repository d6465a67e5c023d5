"""docs/numerics.md, which `make numerics` writes: what the reference does with unusual numbers, each line tested."""

import re
from pathlib import Path

import pytest
from numerics import empty_and_infinite, formats, kinds, ranges, rows

import linquant_ref
from linquant_ref import speed

PAGE = Path(__file__).resolve().parents[1] / "docs" / "numerics.md"
MODULES = (empty_and_infinite, ranges, formats, kinds)
LINES = [line for module in MODULES for line in rows.ROWS if line.check.__module__ == module.__name__]


def page() -> str:
    """Return the text of docs/numerics.md."""
    lines = [
        "# Unusual numbers",
        "",
        "What `linquant_ref` does with them, whatever the size of a tensor. Where a line does not say more, tensors",
        "are float32 and codes int8. `tests/numerics/` has the lines, each with its test; `make numerics` writes this.",
        "",
    ]
    meaning = {"*find*": "find a scale or a range", "*real*": "take real values", "*NumPy*": "quantize NumPy arrays"}
    for name, calls in rows.NAMED.items():
        lines.append(f"- {name}, the functions that {meaning[name]}: {', '.join(f'`{call}`' for call in calls)}.")
    lines += ["", "| input | functions | what happens | why |", "|---|---|---|---|"]
    lines += [f"| {line.given} | {line.functions} | {line.result} | {line.reason} |" for line in LINES]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("line", LINES, ids=[line.check.__name__ for line in LINES])
@pytest.mark.parametrize("block", [speed.BLOCK, 1], ids=["whole", "in blocks"])
def test_the_reference_does_what_the_page_says(line: rows.Row, block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speed, "BLOCK", block)
    monkeypatch.setattr(speed, "SMALLEST_BLOCK", 1)
    line.check()


def test_every_line_names_functions_that_exist() -> None:
    assert sorted(rows.ROWS, key=id) == sorted(LINES, key=id)
    named = {name for line in LINES for name in re.findall(r"`(\w+)`", line.functions)}
    assert named | {name for calls in rows.NAMED.values() for name in calls} <= {*linquant_ref.__all__, "nn"}


def test_the_page_is_the_one_that_these_rows_write() -> None:
    assert PAGE.read_text() == page(), "run make numerics"


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page())
