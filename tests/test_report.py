"""The instructor's report: counted from what the grader recorded, and safe to open in a browser."""

import csv
import io
import re
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from conftest import make_course
from nbformat import NotebookNode
from sqlalchemy import event
from test_cli import run
from test_grade import grade_here, hand_in_case, in_two_processes
from test_writer import DUE, LESSON, course, executed, grade_by_hand, graded, make_due, record, released

from linquant_course.answers import is_written_answer, read_case
from linquant_course.build import build_release
from linquant_course.course import Course, CourseError, notebook_path
from linquant_course.grader.folder import read_submission
from linquant_course.report import figures, notes, table, write_report
from linquant_course.report.messages import Failure, by_test, grouped, hints, read_failures
from linquant_course.report.page import delay, share
from linquant_course.report.results import Work, read_results

__all__ = ["course", "released"]
GRADED_FOR_REAL = "L2-A"
CASES = {"ada": "with_a_loop", "ben": "int8_wraps", "chloe": "untouched"}
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def real_class(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A class of three and somebody who handed in no notebook, graded by the grader itself; dmitri did not submit."""
    course = make_course(tmp_path_factory.mktemp("report") / "clone")
    build_release(course, GRADED_FOR_REAL)
    for student, case in CASES.items():
        hand_in_case(course, student, GRADED_FOR_REAL, case)
    (course.submitted / "empty" / GRADED_FOR_REAL).mkdir(parents=True)
    with course.api.gradebook as gradebook:
        gradebook.add_student("dmitri", first_name="Dmitri", last_name=SCRIPT)
    grade_here(course, GRADED_FOR_REAL, in_two_processes)
    return course


def page_of(course: Course, lesson: str = LESSON) -> BeautifulSoup:
    page, _ = write_report(course, read_results(course, lesson))
    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    for mark in soup.find_all("wbr"):
        mark.decompose()
    soup.smooth()
    return soup


def text_of(course: Course, section: str, lesson: str = LESSON) -> str:
    """Return the text between a section's heading and the next one's, in one line."""
    heading = page_of(course, lesson).find(id=section)
    assert heading is not None
    parts = []
    for part in heading.find_next_siblings():
        if part.name == "h2":
            break
        parts.append(part.get_text(" "))
    return " ".join(" ".join(parts).split())


def names_of_tests(course: Course) -> list[str]:
    return [item.name for item in read_results(course, LESSON).items if item.kind != "by hand"]


def answered(course: Course, **failures: Any) -> NotebookNode:
    """Return an executed notebook with an answer in words, which a person has to grade."""
    notebook = executed(course, **failures)
    next(filter(is_written_answer, notebook.cells)).source = "Because of the zeros."
    return notebook


def with_error(course: Course, number: int, kind: str, message: str) -> NotebookNode:
    notebook = executed(course, failed=(number,))
    failed = next(cell for cell in notebook.cells if cell.get("outputs"))
    failed.outputs[0].update(ename=kind, evalue=message)
    return notebook


def test_a_class_that_was_graded_for_real_is_reported_by_the_command(
    real_class: Course, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(real_class.root)
    code, output = run(["report", GRADED_FOR_REAL], capfd, monkeypatch)
    folder = real_class.root / "course" / "reports"
    assert code == 0
    assert f"report in {folder / GRADED_FOR_REAL}.html" in output
    rows = {row["student"]: row for row in csv.DictReader((folder / "L2-A.csv").open(encoding="utf-8-sig"))}
    lost = [name for name, points in rows["ben"].items() if name.startswith("test_") and points == "0"]
    tests = [name for name in rows["ben"] if name.startswith("test_")]
    assert set(lost) == read_case(real_class.answers / GRADED_FOR_REAL / "int8_wraps.py").lost(tests)
    assert {student: (row["state"], row["score"]) for student, row in rows.items()} == {
        "ada": ("graded", "20"),
        "ben": ("graded", "16"),
        "chloe": ("graded", "0"),
        "dmitri": ("not submitted", ""),
        "empty": ("graded", "0"),
    }
    assert [student for student, row in rows.items() if row["notes"]] == ["empty"]


def test_the_page_says_what_a_real_class_found_hard(real_class: Course) -> None:
    tests = text_of(real_class, "tests", GRADED_FOR_REAL)
    assert "test_linear_dequantization_example visible" in tests
    assert re.search(r"test_every_code_reaches_quant_max hidden both ends are there\D+8, uint8 and int16. 50.%", tests)
    assert "(1 of 4) 2 not attempted" in tests
    told = text_of(real_class, "misconceptions", GRADED_FOR_REAL)
    assert "from all 4 graded notebooks" in told
    assert "wrap around" in told
    intake = text_of(real_class, "intake", GRADED_FOR_REAL)
    assert "1 student: No notebook that can be read was handed in; \N{HORIZONTAL ELLIPSIS} is missing." in intake
    assert "1 not submitted dmitri" in text_of(real_class, "missing", GRADED_FOR_REAL)


def test_with_nothing_graded_the_command_says_so(
    course: Course, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(course.root)
    code, output = run(["report", LESSON], capfd, monkeypatch)
    assert (code, output) == (2, f"error: nothing of {LESSON} is graded yet: run `linquant grade {LESSON}`\n")
    assert not (course.root / "course" / "reports").exists()


def test_a_lesson_that_was_never_built_is_named(empty_course: Course) -> None:
    with pytest.raises(CourseError, match=f"{LESSON} is not in the gradebook: run `linquant build {LESSON}`"):
        read_results(empty_course, LESSON)


def test_points_pass_rates_and_quartiles_are_those_of_the_graded(course: Course) -> None:
    for student, failed, partial in [("ada", (), {}), ("ben", (1,), {0: "0.5"}), ("cleo", (0, 1), {})]:
        record(course, graded(course, student, notebook=answered(course, failed=failed, partial=partial)))
    (course.submitted / "dan" / LESSON).mkdir(parents=True)
    tests = text_of(course, "tests")
    assert re.search(r"33.% \(1 of 3\) 1 in part 0.5 / 1", tests)
    assert re.search(r"33.% \(1 of 3\) 0.33 / 1", tests)
    assert "3 wait for a person - / 3" in tests
    assert "from 17 to 19 of 22 points, mean 17.83. A quarter has 17.25 or less" in text_of(course, "scores")
    page = page_of(course).get_text(" ")
    assert "1 submission is not graded yet" in page
    assert "3 submissions have an answer that waits for a person" in page


def test_points_given_by_hand_count_and_a_penalty_is_taken_off(course: Course) -> None:
    make_due(course)
    record(course, graded(course, "ada", notebook=executed(course)))
    record(course, graded(course, "late", notebook=executed(course), timestamp=DUE + timedelta(hours=1)))
    grade_by_hand(course, "ada")
    ada, late = read_results(course, LESSON).works
    names = sorted(ada.points)
    assert (ada.points[names[0]], ada.points[names[1]]) == (0.25, late.points[names[1]] + 2)
    assert (late.penalty, late.score) == (19, 0)


def test_a_due_date_that_was_set_later_counts_in_the_next_report(
    course: Course, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    record(course, graded(course, "ada", notebook=executed(course), timestamp=DUE + timedelta(hours=1)))
    make_due(course)
    with (course.root / "course" / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write("\nc.PercentPerDay.percent = 100\n")
    monkeypatch.chdir(course.root)
    assert run(["report", LESSON], capfd, monkeypatch)[0] == 0
    assert read_results(course, LESSON).works[0].score == 0


def test_late_is_what_came_after_the_due_date_and_its_extension(course: Course) -> None:
    make_due(course)
    hours = {"early": -30, "just": 0, "late": 2, "extended": 0.5}
    for student, delay_ in hours.items():
        record(course, graded(course, student, timestamp=DUE + timedelta(hours=delay_)))
    record(course, graded(course, "unknown"))
    grade_by_hand(course, "extended")
    told = text_of(course, "time")
    assert "4 of 5 submissions say when they came in." in told
    assert re.search(r"1 \(25.%\) came within the last 24 hours before the due date, 1 \(25.%\) late", told)
    assert told.endswith("1 late late by 2 h")


def test_a_border_of_the_time_bars_lies_at_the_due_date_and_far_outliers_widen_nothing() -> None:
    times = [DUE - timedelta(minutes=minutes) for minutes in range(0, 600, 3)] + [DUE + timedelta(minutes=5)] * 3
    bins = figures.time_bins([DUE - timedelta(days=400), *times], DUE)
    assert [bin.count for bin in bins if bin.marked] == [3]
    assert sum(bin.count for bin in bins) == len(times) + 1
    assert bins[0].span.startswith("before ")
    assert bins[-1].span == "2026-03-01 12:00 to 2026-03-01 13:00"
    assert bins[-2].count == 20


def test_full_points_have_a_bar_of_their_own_and_extra_credit_belongs_to_it() -> None:
    bins = figures.score_bins([0, 0.5, 19.5, 20, 23], 20)
    assert {bin.span: bin.count for bin in bins if bin.count} == {
        "0 to below 1": 2,
        "19 to below 20": 1,
        "20 or more": 2,
    }
    assert figures.ticks(bins)[-1] >= 2
    assert len(figures.score_bins([1.0], 300)) == 31


def test_messages_are_grouped_by_hint_or_but_for_their_numbers() -> None:
    said = [
        ("ada", "test_a", "s: expected 1.5, got -2e-05\nHint: divide."),
        ("ben", "test_b", "x: expected 3, got nan\nHint: divide."),
        ("cleo", "test_a", "s: expected 1.5, got 3"),
        ("dan", "test_a", "s: expected 1.5, got -.5"),
        ("eve", "test_a", "s: expected 1.5, got nan"),
        ("fay", "test_a", "s: expected dtype torch.int8, got torch.uint8"),
        ("gus", "test_a", "s: expected dtype torch.int8, got torch.int32"),
        ("ida", "test_a", "s: expected dtype torch.int8, got torch.int16"),
        ("hal", "test_a", "s: expected dtype torch.int8, got torch.int16"),
    ]
    messages = grouped(Failure(student, test, True, text) for student, test, text in said)
    assert [(one.text, one.is_hint, one.students, one.example) for one in messages] == [
        ("divide.", True, 2, "s: expected 1.5, got -2e-05"),
        ("s: expected #, got #", False, 2, "s: expected 1.5, got 3"),
        ("s: expected dtype torch.int8, got torch.int16", False, 2, ""),
        ("s: expected 1.5, got nan", False, 1, ""),
        ("s: expected dtype torch.int8, got torch.int32", False, 1, ""),
        ("s: expected dtype torch.int8, got torch.uint8", False, 1, ""),
    ]
    assert messages[0].tests == {"test_a": 1, "test_b": 1}


def test_only_visible_tests_that_were_attempted_tell_something(course: Course) -> None:
    results_of = {"visible": 0, "hidden": 1}
    for student, number in results_of.items():
        notebook = with_error(course, number, "WrongAnswerError", f"{student} failed\nHint: of {student}")
        record(course, graded(course, student, notebook=notebook))
    record(course, graded(course, "other", notebook=with_error(course, 0, "TypeError", "no number")))
    record(course, graded(course, "skipped", notebook=with_error(course, 0, "NotImplementedError", "")))
    results = read_results(course, LESSON)
    failures, unreadable = read_failures(course, results)
    assert unreadable == []
    assert [hint.text for hint in hints(failures, results.items)] == ["of visible"]
    assert {test: [one.text for one in told] for test, told in by_test(failures, results.items).items()} == {
        names_of_tests(course)[0]: ["TypeError: no number", "of visible"]
    }
    assert "1 not attempted" in text_of(course, "tests")


def test_a_notebook_that_cannot_be_read_is_named_and_the_others_count(course: Course) -> None:
    record(course, graded(course, "ada"), graded(course, "ben"))
    broken = notebook_path(course.autograded / "ben", LESSON)
    broken.chmod(0o644)
    for damage in ("no notebook", "[]", '{"cells": [{}]}'):
        broken.write_text(damage, encoding="utf-8")
        told = text_of(course, "misconceptions")
        assert "from all 1 graded notebooks" in told
        assert "1 graded notebook could not be read and is not counted here: ben" in told


def test_every_sentence_on_files_is_put_together_whatever_it_names(course: Course) -> None:
    for student in ("ada", "ben"):
        folder = course.submitted / student / LESSON
        folder.mkdir(parents=True)
        (folder / f"{student}.ipynb").write_text("{}", encoding="utf-8")
        (folder / f"{student}.csv").touch()
        (folder / f"link to {student}.ipynb").symlink_to("/dev/null")
    works = [Work(name, notes=tuple(map(str, read_submission(course, name, LESSON).notes))) for name in ("ada", "ben")]
    assert [list(note.students.values()) for note in notes.grouped(works)] == [
        ["ada.csv", "ben.csv"],
        ["ada.ipynb", "ben.ipynb"],
        ["link to ada.ipynb", "link to ben.ipynb"],
    ]


def test_names_notes_and_messages_are_text_on_the_page_and_no_formulas_in_the_table(course: Course) -> None:
    notebook = with_error(course, 0, f"Error{SCRIPT}", f"{SCRIPT}\nHint: {SCRIPT}")
    record(course, graded(course, f"=1{SCRIPT[:8]}", notebook=notebook, notes=(SCRIPT,)), graded(course, "ben"))
    with course.api.gradebook as gradebook:
        gradebook.update_or_create_student("ben", first_name=SCRIPT)
    page = page_of(course)
    assert page.find("script") is None
    assert page.get_text().count(SCRIPT) >= 4
    assert page.find(src=True) is None
    rows = list(csv.reader(io.StringIO(table(read_results(course, LESSON)))))
    assert rows[1][0] == "'=1<script>"
    assert rows[2][1] == SCRIPT


def test_what_is_not_graded_is_blank_in_the_table(course: Course) -> None:
    record(course, graded(course, "ada", timestamp=DUE, notebook=answered(course, failed=(0,))))
    with course.api.gradebook as gradebook:
        gradebook.add_student("ben")
    ada, ben = csv.DictReader(io.StringIO(table(read_results(course, LESSON))))
    assert (ada["score"], ada["submitted_utc"], ada["late"], ada["weights_and_activations"]) == (
        "18",
        "2026-03-01 12:00:00",
        "no",
        "",
    )
    assert {ben[name] for name in ben if name not in ("student", "state", "max_score")} == {""}


def test_the_report_is_for_the_instructor_s_eyes_only(course: Course) -> None:
    record(course, graded(course, "ada"))
    for path in write_report(course, read_results(course, LESSON)):
        assert path.stat().st_mode & 0o777 == 0o600


def test_a_folder_that_cannot_be_written_is_a_plain_message(course: Course) -> None:
    record(course, graded(course, "ada"))
    folder = course.root / "course" / "reports"
    (folder / f"{LESSON}.html").mkdir(parents=True)
    with pytest.raises(CourseError, match=f"the report cannot be written to {folder}"):
        write_report(course, read_results(course, LESSON))


def test_the_number_of_queries_does_not_depend_on_the_number_of_students(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = []
    for students in (["ada"], ["ben", "cleo", "dan"]):
        record(course, *(graded(course, student) for student in students))
        gradebook, seen = course.api.gradebook, []
        event.listen(gradebook.engine, "before_cursor_execute", lambda *_, seen=seen: seen.append(1))
        monkeypatch.setattr(type(course.api), "gradebook", gradebook)
        read_results(course, LESSON)
        counts.append(len(seen))
        monkeypatch.undo()
    assert counts[0] == counts[1] > 0


def test_a_share_is_0_or_100_only_where_it_is_exactly_that() -> None:
    shares = [share(part, 5000) for part in (0, 1, 49, 50, 2500, 4960, 4999, 5000)]
    assert [one.replace("\N{NO-BREAK SPACE}", "") for one in shares] == [
        "0%",
        "<1%",
        "<1%",
        "1%",
        "50%",
        ">99%",
        ">99%",
        "100%",
    ]


def test_delays_are_told_in_minutes_hours_or_days() -> None:
    assert [delay(timedelta(minutes=one)) for one in (0.1, 90, 150, 3000)] == ["1 min", "90 min", "2 h", "2 d"]
