"""What work that is handed in late loses: a plugin for nbgrader, set in course/nbgrader_config.py."""

import math

from nbgrader.plugins import LateSubmissionPlugin
from traitlets import Float

SECONDS_PER_HOUR = 3600
SECONDS_PER_DAY = 24 * SECONDS_PER_HOUR


class PercentPerDay(LateSubmissionPlugin):
    """Take a percentage of a submission's points for each day that it is late; a day that has begun counts.

    `linquant grade`, `linquant export`, `nbgrader autograde` and formgrader all ask it. At 0 percent nbgrader's own
    `penalty_method` decides, which takes nothing or everything.
    """

    percent = Float(0.0, min=0.0, max=100.0, help="percent of the points for each day begun").tag(config=True)
    grace_hours = Float(0.0, min=0.0, help="hours after the due date that cost nothing; days count from there").tag(
        config=True
    )
    at_most = Float(100.0, min=0.0, max=100.0, help="percent of the points that lateness can take").tag(config=True)

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float | None:
        """Return the points to take off, to a hundredth of a point, or None for none."""
        if not self.percent:
            penalty: float | None = super().late_submission_penalty(student_id, score, total_seconds_late)
            return penalty
        counted = total_seconds_late - self.grace_hours * SECONDS_PER_HOUR
        if counted <= 0:
            return None
        days = math.ceil(counted / SECONDS_PER_DAY)
        return round(score * min(days * self.percent, self.at_most) / 100, 2)
