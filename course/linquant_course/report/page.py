"""The report as a page: what it shows, counted here and laid out by templates/report.html."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from jinja2 import Environment
from markupsafe import Markup

from linquant_course.pages import templates
from linquant_course.report import figures, messages, notes
from linquant_course.report.exercises import Item
from linquant_course.report.figures import Bin
from linquant_course.report.messages import Failure
from linquant_course.report.results import Results, Work

# What a list on the page names at most; the table of the class names everybody.
MOST_NAMED = 200
MOST_MESSAGES = 5
NOT_GRADED = ("not submitted", "waiting")
DAY = timedelta(days=1)
SPACE = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class Row:
    """What the class did on one item.

    Attributes:
        item: The item.
        all: How many got all of its points.
        part: How many got a part of them.
        none: How many got none; those who did not attempt it are among them.
        not_attempted: How many left the exercise as it was released, as far as the test could tell.
        waiting: How many wait for a person.
        mean: The mean of the points of those who do not wait.
    """

    item: Item
    all: int
    part: int
    none: int
    not_attempted: int
    waiting: int
    mean: float

    @property
    def count(self) -> int:
        """How many are graded."""
        return self.all + self.part + self.none


@dataclass(frozen=True)
class Times:
    """When submissions came in.

    Attributes:
        bins: The bars of the histogram.
        known: How many submissions say when.
        last_day: How many of them came within the last 24 hours before they were due.
        late: The works that came late, the latest one first.
    """

    bins: list[Bin]
    known: int
    last_day: int
    late: list[Work]


def render(results: Results, failures: Sequence[Failure], unreadable: Sequence[str]) -> str:
    """Return the page: HTML without scripts, links and anything from elsewhere.

    Args:
        results: The lesson's results; some of them are graded.
        failures: What failing tests told.
        unreadable: Students whose failures are not known.
    """
    scores = [work.score for work in results.graded]
    most = sum(item.points for item in results.items)
    skipped = Counter(failure.test for failure in failures if not failure.attempted)
    rows = {item.name: _row(item, results.graded, skipped[item.name]) for item in results.items}
    return (
        _environment()
        .get_template("report.html")
        .render(
            results=results,
            made=datetime.now(UTC),
            states=Counter(work.state for work in results.works),
            by_state={state: [work for work in results.works if work.state == state] for state in NOT_GRADED},
            most=most,
            mean=float(np.mean(scores)),
            quartiles=[float(value) for value in np.percentile(scores, [0, 25, 50, 75, 100])],
            score_bins=figures.score_bins(scores, most),
            rows=rows,
            hardest=_hardest(list(rows.values())),
            by_hand=sum(any(points is None for points in work.points.values()) for work in results.graded),
            hints=messages.hints(failures, results.items),
            messages=messages.by_test(failures, results.items),
            most_messages=MOST_MESSAGES,
            unreadable=unreadable,
            times=_times(results),
            notes=notes.grouped(results.works),
            noted=sum(bool(work.notes) for work in results.works),
            most_named=MOST_NAMED,
        )
    )


def _row(item: Item, works: Sequence[Work], not_attempted: int) -> Row:
    points = [work.points.get(item.name) for work in works]
    known = [one for one in points if one is not None]
    full = sum(one >= item.points for one in known)
    part = sum(0 < one < item.points for one in known)
    mean = sum(known) / len(known) if known else 0.0
    return Row(item, full, part, len(known) - full - part, not_attempted, len(points) - len(known), mean)


def _hardest(rows: Sequence[Row]) -> list[Row]:
    """Return the three tests that the fewest passed, of those that somebody failed."""
    failed = [row for row in rows if row.item.kind != "by hand" and row.all < row.count]
    return sorted(failed, key=lambda row: row.all)[:3]


def _times(results: Results) -> Times | None:
    known = [work for work in results.works if work.submitted]
    times = [work.submitted for work in known if work.submitted]
    if not times:
        return None
    last_day = sum(timedelta(0) <= results.due - time < DAY for time in times) if results.due else 0
    late = sorted((work for work in known if work.late), key=lambda work: work.late, reverse=True)
    return Times(figures.time_bins(times, results.due), len(times), last_day, late)


def _environment() -> Environment:
    environment = templates("linquant_course")
    environment.filters |= {
        "number": lambda count: f"{count:,}",
        "share": share,
        "moment": figures.moment,
        "delay": delay,
        "ticks": figures.ticks,
        "breakable": lambda name: Markup("_<wbr>").join(name.split("_")),
    }
    return environment


def share(part: int, whole: int) -> str:
    """Return a percentage that is 0 or 100 only where it is exactly that."""
    percent = 100 * part / whole if whole else 0.0
    if 0 < percent < 1:
        return f"<1{SPACE}%"
    return f">99{SPACE}%" if 99 < percent < 100 else f"{percent:.0f}{SPACE}%"


def delay(time: timedelta) -> str:
    """Return how long something took, in minutes, hours or days."""
    minutes = time / timedelta(minutes=1)
    if minutes < 120:
        return f"{np.ceil(minutes):.0f} min"
    return f"{minutes / 60:.0f} h" if minutes < 48 * 60 else f"{minutes / 1440:.0f} d"
