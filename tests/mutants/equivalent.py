"""Read equivalent.toml: the mutants that no fair test can tell from the answer, each with the reason."""

import tomllib
from pathlib import Path

from mutants.generate import Mutant

FILE = Path(__file__).with_name("equivalent.toml")

Key = tuple[str, str, str, int]


def read_reasons(text: str) -> dict[Key, str]:
    """Return why each listed mutant is equivalent, by the mutant's key.

    A table is called after a function, as in ["L1-A".scale_values], and each of its entries has the line as the
    answer has it, becomes, the lines that mutants have in its place, and the reason. number is
    needed for the second mutant with the same two lines.

    Raises:
        ValueError: A mutant is listed twice, or an entry has no reason.
    """
    reasons: dict[Key, str] = {}
    for lesson, functions in tomllib.loads(text).items():
        for function, entries in functions.items():
            for entry in entries:
                if not entry["reason"].strip():
                    raise ValueError(f"{lesson}.{function}: {entry['line']!r} has no reason")
                for becomes in entry["becomes"]:
                    key = (f"{lesson}.{function}", entry["line"], becomes, entry.get("number", 1))
                    if key in reasons:
                        raise ValueError(f"listed twice: {key}")
                    reasons[key] = entry["reason"]
    return reasons


def stale(reasons: dict[Key, str], mutants: list[Mutant]) -> list[Key]:
    """Return the keys of listed mutants that are not among those made."""
    made = {mutant.key for mutant in mutants}
    return [key for key in reasons if key not in made]
