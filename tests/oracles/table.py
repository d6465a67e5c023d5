"""Write docs/differences.md: who follows which definition, and every known difference with an example in numbers.

python tests/oracles/table.py            write it
python tests/oracles/table.py --print    print it instead
"""

import sys
from collections.abc import Iterable
from pathlib import Path

import rows_of_codes  # noqa: F401 (its rows)
import rows_of_ranges  # noqa: F401 (its rows)
from comparison import LIBRARIES, compare, why_not
from differences import DIFFERENCES, Difference
from finders import FINDERS, RangeLibrary, compare_found
from libraries import Library, why_missing

PAGE = Path(__file__).resolve().parents[2] / "docs" / "differences.md"
INTRODUCTION = """\
# What the reference does differently from libraries

`make differences` writes this page from `tests/oracles`, which compares `linquant_ref` at zero tolerance with torch,
torchao, ONNX Runtime, ONNX's reference evaluator and exact fractions. What is not listed is equal bit for bit: the
codes of symmetric mode in ONNX Runtime (per tensor, channel, group and token), dequantized values, integer matrix
products, the bytes of packed codes. s is the scale, z the zero point, q_min and q_max are the first and the last code,
r_min and r_max the ends of the range.
"""
DEFINITIONS = """\
## Who follows which definition

Each library's codes are, without exception, those that exact fractions give for the definition in its row, and they
differ from the reference's exactly where the two definitions do. Ours adds z before rounding and divides, in float32.
Half of the generated values are ties or lie next to one, so the shares are much larger than on an ordinary tensor.
"""
FOUND = """\
## Who finds which scale and zero point

Asymmetric mode, of generated ranges in float32, float16 and bfloat16. Ours computes in float64.
"""


def line(cells: Iterable[object]) -> str:
    """Return one line of a markdown table."""
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def why_not_shown(item: Library | RangeLibrary | Difference) -> str | None:
    """Return why an item cannot be run here, or None."""
    if isinstance(item, Library):
        return why_not(item)
    needs = item.needs if isinstance(item, Difference) else (item.needs,)
    return next((reason for need in needs if (reason := why_missing(need))), None)


def line_of(item: Library | RangeLibrary | Difference) -> str:
    """Return the line of the page that an item has, from what it does now."""
    if isinstance(item, Library):
        codes, definition = compare(item), item.definition
        computes_in = str(definition.computes_in).removeprefix("torch.")
        how = f"{definition.adds} rounding", definition.divides, computes_in
        return line([item.name, *how, f"{codes.compared:,}", f"{codes.unlike_ours:,}"])
    if isinstance(item, RangeLibrary):
        found = compare_found(item)
        return line([item.name, found.compared, found.other_scales, found.other_zero_points])
    return line([item.definition, item.ours, item.theirs, item.show()])


def page() -> str:
    """Return the whole page."""
    heads = [
        ("library", "adds z", "scale", "computes in", "codes compared", "unlike ours"),
        ("library", "ranges compared", "other scales, as float32", "other zero points"),
        ("definition", "ours", "theirs", "example: ours against theirs"),
    ]
    tables = ["\n".join([line(head), line(["---"] * len(head))]) for head in heads]
    blocks = [
        INTRODUCTION,
        f"## Differences\n\n{tables[2]}\n" + "".join(line_of(item) + "\n" for item in DIFFERENCES),
        f"{DEFINITIONS}\n{tables[0]}\n" + "".join(line_of(item) + "\n" for item in LIBRARIES),
        f"{FOUND}\n{tables[1]}\n" + "".join(line_of(item) + "\n" for item in FINDERS),
    ]
    return "\n".join(blocks)


def main() -> None:
    """Write or print the page."""
    missing = {reason for item in [*DIFFERENCES, *LIBRARIES, *FINDERS] if (reason := why_not_shown(item))}
    if missing:
        sys.exit(f"the page needs every oracle: {', '.join(sorted(missing))}")
    if "--print" in sys.argv:
        print(page(), end="")
    else:
        PAGE.parent.mkdir(exist_ok=True)
        PAGE.write_text(page())


if __name__ == "__main__":
    main()
