"""docs/differences.md is what the suite finds: every row is shown again."""

import pytest
from comparison import LIBRARIES
from differences import DIFFERENCES, Difference, text
from finders import FINDERS, RangeLibrary
from libraries import Library
from table import PAGE, line_of, page, why_not_shown

ITEMS = [*DIFFERENCES, *LIBRARIES, *FINDERS]


@pytest.mark.parametrize("item", ITEMS, ids=str)
def test_the_page_has_what_is_found_now(item: Library | RangeLibrary | Difference) -> None:
    if reason := why_not_shown(item):
        pytest.skip(reason)
    assert line_of(item) in PAGE.read_text().splitlines(), "run: make differences"


@pytest.mark.parametrize("difference", DIFFERENCES, ids=str)
def test_an_example_shows_a_difference(difference: Difference) -> None:
    if reason := why_not_shown(difference):
        pytest.skip(reason)
    shown = difference.show()
    assert text(shown.ours) != text(shown.theirs)


def test_the_page_has_nothing_else() -> None:
    if any(why_not_shown(item) for item in ITEMS):
        pytest.skip("an oracle is missing")
    assert PAGE.read_text() == page(), "run: make differences"
