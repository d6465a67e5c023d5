"""What lateness costs: the plugin, and penalties that follow points, due dates, extensions and the configuration."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from test_writer import DUE, LESSON, contents, graded, record, record_with_nbgrader, released

from linquant_course.course import Course, CourseError
from linquant_course.grader.late import renew_penalties
from linquant_course.penalty import SECONDS_PER_DAY, SECONDS_PER_HOUR, PercentPerDay
from linquant_course.scores import read_scores

__all__ = ["released"]
LATE = timedelta(days=1, hours=1)
NONE_SET = "c.PercentPerDay.percent = 0\n"


def penalty(score: float, late: float, **configured: float) -> float | None:
    return PercentPerDay(**configured).late_submission_penalty("ada", score, late)


@pytest.fixture
def course(released: Path, tmp_path: Path) -> Course:
    """A course with a due date whose configuration says 10 percent, in the one line that is meant for it."""
    root = Path(shutil.copytree(released, tmp_path / "clone"))
    config = root / "course" / "nbgrader_config.py"
    text = config.read_text(encoding="utf-8")
    assert NONE_SET in text
    config.write_text(text.replace(NONE_SET, "c.PercentPerDay.percent = 10\n"), encoding="utf-8")
    course = Course(root)
    with course.api.gradebook as gradebook:
        gradebook.update_or_create_assignment(LESSON, duedate=DUE, course_id="linquant")
    return course


@pytest.mark.parametrize(
    ("late", "expected"),
    [(1, 2.0), (SECONDS_PER_DAY, 2.0), (SECONDS_PER_DAY + 1, 4.0), (9.5 * SECONDS_PER_DAY, 20.0), (1e9, 20.0)],
    ids=["a second", "a day", "a day and a second", "ten days begun", "thirty years"],
)
def test_each_day_that_has_begun_counts_up_to_all_points(late: float, expected: float) -> None:
    assert penalty(20, late, percent=10) == expected


def test_hours_of_grace_cost_nothing_and_days_count_from_there() -> None:
    late = [2 * SECONDS_PER_HOUR, 2 * SECONDS_PER_HOUR + 1, 26 * SECONDS_PER_HOUR, 26 * SECONDS_PER_HOUR + 1]
    assert [penalty(20, seconds, percent=10, grace_hours=2) for seconds in late] == [None, 2.0, 2.0, 4.0]


def test_no_more_is_taken_than_the_cap() -> None:
    assert [penalty(20, days * SECONDS_PER_DAY, percent=10, at_most=25) for days in (2, 3, 30)] == [4.0, 5.0, 5.0]


def test_a_penalty_has_no_more_than_hundredths() -> None:
    assert penalty(17, 1, percent=10) == 1.7
    assert penalty(1 / 3, 1, percent=10) == 0.03


def test_nothing_is_taken_if_nothing_is_configured_and_nbgrader_s_own_method_still_works() -> None:
    assert penalty(20, 1e6) is None
    assert penalty(20, 1e6, penalty_method="zero") == 20


def test_linquant_and_nbgrader_take_the_same(course: Course, tmp_path: Path) -> None:
    theirs = Course(Path(shutil.copytree(course.root, tmp_path / "theirs")))
    batch = [
        graded(course, "late", timestamp=DUE + LATE),
        graded(course, "on_time", timestamp=DUE),
        graded(course, "undated"),
    ]
    record(course, *batch)
    for one in batch:
        record_with_nbgrader(theirs, one)
    assert contents(course) == contents(theirs)
    score = read_scores(course).scores["late", LESSON]
    assert score.penalty == round(score.points * 0.2, 2) > 0


def taken(course: Course, student: str = "ada") -> float:
    return read_scores(course).scores[student, LESSON].penalty


def test_points_given_by_hand_change_the_penalty(course: Course) -> None:
    record(course, graded(course, "ada", timestamp=DUE + LATE), graded(course, "bob", timestamp=DUE))
    before = taken(course)
    with course.api.gradebook as gradebook:
        for student in ("ada", "bob"):
            notebook = gradebook.find_submission_notebook(LESSON, LESSON, student)
            notebook.grades[0].extra_credit = 5
        gradebook.db.commit()
    assert renew_penalties(course) == 1
    assert taken(course) == pytest.approx(before + 1)
    assert taken(course, "bob") == 0
    assert renew_penalties(course) == 0


def test_more_time_takes_the_penalty_back(course: Course) -> None:
    record(course, graded(course, "ada", timestamp=DUE + LATE))
    assert taken(course) > 0
    with course.api.gradebook as gradebook:
        gradebook.grant_extension(LESSON, "ada", days=2)
    assert renew_penalties(course) == 1
    assert taken(course) == 0


def test_another_percentage_counts_for_what_is_graded_already(course: Course) -> None:
    record(course, graded(course, "ada", timestamp=DUE + LATE))
    before = taken(course)
    course.config.PercentPerDay.percent = 20
    renew_penalties(course)
    assert taken(course) == pytest.approx(2 * before)


def test_a_setting_that_cannot_be_is_told_plainly(course: Course) -> None:
    course.config.PercentPerDay.percent = "ten"
    with pytest.raises(CourseError, match=r"late penalties in nbgrader_config.py cannot be used: .*percent"):
        renew_penalties(course)
