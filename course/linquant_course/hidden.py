"""How a lesson marks the tests that students do not see, and what they are told of one."""

import re

BEGIN = "### BEGIN HIDDEN TESTS"
# What the cell shows in the release: this and a sentence.
TITLE = "# Hidden test:"
HIDDEN = re.compile(rf"^[^\n]*{BEGIN}.*?### END HIDDEN TESTS[^\n]*\n?", re.DOTALL | re.MULTILINE)


def is_hidden_test(source: str) -> bool:
    """Tell whether a test cell of a source notebook is hidden."""
    return BEGIN in source


def is_hidden_in_release(source: str) -> bool:
    """Tell whether a test cell of a release, or of a submission, stands for a hidden test."""
    return source.startswith(TITLE)


def hidden_sentence(source: str) -> str:
    """Return what a hidden test checks, in the words that its cell shows in the release."""
    return source.partition("\n")[0].removeprefix(TITLE).strip()


def told_of_hidden_test(source: str) -> str:
    """Return what a student is told of a hidden test that failed."""
    return f"This hidden test failed: {hidden_sentence(source)}"
