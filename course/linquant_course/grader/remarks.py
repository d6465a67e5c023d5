"""What the grader itself wrote into outputs and texts, in English; a feedback page says it in its own language."""

import re
from functools import partial
from gettext import GNUTranslations, NullTranslations

from linquant_course.grader.channel import GONE, NO_ANSWER
from linquant_course.grader.limits import DROPPED, STOPPED_AFTER
from linquant_course.grader.no_plots import NOT_DRAWN
from linquant_course.grader.outputs import LEFT_OUT, NOT_SHOWN
from linquant_course.grader.sanitize import CUT
from linquant_course.grader.session import CRASHED
from linquant_course.grader.trusted import AT_LINE, NO_TIME, NOT_ATTEMPTED, STOPPED

OF_TESTS = (NOT_ATTEMPTED, NO_TIME, STOPPED, STOPPED_AFTER, CRASHED, GONE, NO_ANSWER, AT_LINE)
OF_OUTPUTS = (NOT_DRAWN, NOT_SHOWN, LEFT_OUT, DROPPED, CUT)
REMARKS = tuple(remark.strip() for remark in (*OF_TESTS, *OF_OUTPUTS))
FIELD = re.compile(r"\\{(\w+)\\}")
VALUE = r"(?P<\1>.*)"


def _pattern(remark: str) -> re.Pattern[str]:
    # Each stands on a line of its own.
    filled_in = FIELD.sub(VALUE, re.escape(remark))
    return re.compile(f"^{filled_in}$", re.MULTILINE)


PATTERNS = {remark: _pattern(remark) for remark in REMARKS}


def with_remarks_in(words: NullTranslations, text: str) -> str:
    """Return a text of a graded notebook with the grader's remarks in other words."""
    if not isinstance(words, GNUTranslations):
        return text
    for remark, pattern in PATTERNS.items():
        text = pattern.sub(partial(_filled_in, words.gettext(remark)), text)
    return text


def _filled_in(said: str, found: re.Match[str]) -> str:
    return said.format(**found.groupdict())
