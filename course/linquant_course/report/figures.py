"""The numbers of the page's two histograms; the template draws them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from matplotlib.ticker import MaxNLocator

MOST_BINS = 31
MOST_TIMES = 48
HOUR = timedelta(hours=1)
WIDTHS = [HOUR * hours for hours in (1, 2, 3, 6, 12, 24, 48, 7 * 24, 28 * 24, 365 * 24)]


@dataclass(frozen=True)
class Bin:
    """One bar.

    Attributes:
        label: What stands below the bar, in one line or two.
        span: What the bar counts, in words.
        count: Its height.
        marked: Whether it is one of the bars that the legend names.
    """

    label: str
    span: str
    count: int
    marked: bool = False


def score_bins(scores: Sequence[float], most: float) -> list[Bin]:
    """Return how many scores there are from each whole number of points to the next; the last bar is full points.

    Args:
        scores: At least one.
        most: The points of the whole lesson.
    """
    step = max(1, int(np.ceil(most / (MOST_BINS - 1))))
    last = int(most // step)
    counts = np.bincount(np.minimum(np.array(scores) // step, last).astype(int), minlength=last + 1)
    starts = [number * step for number in range(last + 1)]
    whole = step == 1 and all(float(score).is_integer() for score in scores)
    spans = [f"{start}" if whole else f"{start} to below {start + step}" for start in starts]
    spans[-1] = f"{starts[-1]} or more"
    return [Bin(str(start), span, int(count)) for start, span, count in zip(starts, spans, counts, strict=True)]


def time_bins(times: Sequence[datetime], due: datetime | None) -> list[Bin]:
    """Return how many submissions came in each hour, day or week; those after the due date are marked.

    A border lies at the due date, or else at midnight. The first and the last bar also count what lies far outside.

    Args:
        times: At least one, in UTC.
        due: The due date, if there is one.
    """
    origin = due or min(times).replace(hour=0, minute=0, second=0, microsecond=0)
    hours = np.array([(time - origin) / HOUR for time in times])
    first, last = np.percentile(hours, 1, method="lower"), np.percentile(hours, 99, method="higher")
    width = next((width for width in WIDTHS if (last - first) / (width / HOUR) < MOST_TIMES), WIDTHS[-1])
    # What comes at the due date itself is in time.
    numbers = np.ceil(hours / (width / HOUR)).astype(int) - 1
    low, high = (int(np.ceil(end / (width / HOUR))) - 1 for end in (first, last))
    counts = np.bincount(np.clip(numbers, low, high) - low, minlength=high - low + 1)
    bins = []
    for number, count in zip(range(low, high + 1), counts, strict=True):
        start, end = moment(origin + number * width), moment(origin + (number + 1) * width)
        label, span = start[5:].replace(" ", "\n"), f"{start} to {end}"
        if number == low and numbers.min() < low:
            label, span = "earlier", f"before {end}"
        elif number == high and numbers.max() > high:
            label, span = "later", f"after {start}"
        bins.append(Bin(label, span, int(count), due is not None and number >= 0))
    return bins


def ticks(bins: Sequence[Bin]) -> list[int]:
    """Return round counts from 0 to at least that of the highest bar."""
    top = max(bin.count for bin in bins)
    return [
        int(tick)
        for tick in MaxNLocator(4, integer=True, steps=[1, 2, 5, 10], min_n_ticks=1).tick_values(0, max(top, 1))
    ]


def moment(time: datetime) -> str:
    """Return a date and a time to the minute; the page says that they are in UTC."""
    return f"{time:%Y-%m-%d %H:%M}"
