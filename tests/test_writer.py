"""The gradebook after the writer: nbgrader's own rows, whatever happens to the rest of the batch."""

import pickle
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from conftest import make_course
from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.dbutil import upgrade
from nbgrader.preprocessors import AssignLatePenalties, OverwriteCells, SaveAutoGrades
from sqlalchemy import Connection, create_engine, event, select, text

from linquant_course.answers import fill_in, grade_id, is_autograded_test, read_cases
from linquant_course.build import build_release
from linquant_course.course import Course, CourseError, notebook_path, read_notebook
from linquant_course.grader.gradebook import Failure
from linquant_course.grader.lesson import Lesson
from linquant_course.grader.rows import linquant_graded
from linquant_course.grader.writer import Graded, Writer

# This one has an answer in words, which a person grades.
LESSON = "L3-A"
DUE = datetime(2026, 3, 1, 12)
CLASS_TABLES = ("student", "submitted_assignment", "submitted_notebook", "grade", "comment")


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    course = make_course(tmp_path_factory.mktemp("released") / "clone")
    build_release(course, LESSON)
    return course.root


@pytest.fixture
def course(released: Path, tmp_path: Path) -> Course:
    return Course(Path(shutil.copytree(released, tmp_path / "clone")))


def executed(course: Course, failed: tuple[int, ...] = (), partial: Mapping[int, str] | None = None) -> NotebookNode:
    """Return a notebook as if it had run; test cells are named by their number."""
    notebook = fill_in(course, read_cases(course, LESSON)[0])
    tests = [cell for cell in notebook.cells if is_autograded_test(cell)]
    for number in failed:
        tests[number].outputs = [new_output("error", ename="AssertionError", evalue="wrong", traceback=["wrong"])]
    for number, points in (partial or {}).items():
        tests[number].outputs = [new_output("execute_result", {"text/plain": points}, execution_count=1)]
    return notebook


def graded(course: Course, student: str, **changes: Any) -> Graded:
    values = {"notebook": executed(course, failed=(0, 3), partial={5: "0.5"}), "timestamp": None, "digest": "first"}
    return Graded(**{"student": student, "lesson": LESSON, "notes": ("a note",)} | values | changes)


def record(course: Course, *batch: Graded) -> list[Failure]:
    with Writer(course) as writer:
        return writer.record(batch)


def recorded(course: Course) -> dict[tuple[str, str], str]:
    with Writer(course) as writer:
        return writer.recorded()


def record_with_nbgrader(course: Course, one: Graded) -> None:
    """Do what nbgrader's Autograde does around and after the run of a notebook."""
    resources = {
        "nbgrader": {
            "notebook": LESSON,
            "assignment": LESSON,
            "student": one.student,
            "db_url": course.directory.db_url,
        }
    }
    notebook = one.notebook
    with course.api.gradebook as gradebook:
        gradebook.update_or_create_student(one.student)
        when = {"timestamp": one.timestamp} if one.timestamp else {}
        gradebook.update_or_create_submission(LESSON, one.student, **when)
    for step in (OverwriteCells, SaveAutoGrades, AssignLatePenalties):
        notebook, resources = step(config=course.config).preprocess(notebook, resources)


def contents(course: Course) -> dict[str, list[str]]:
    """Return all rows of the class, with names in place of nbgrader's random ids."""
    with create_engine(course.directory.db_url).connect() as connection:
        names: dict[str, str] = {}
        for table in ("assignment", "notebook"):
            names |= dict(connection.execute(text(f"SELECT id, name FROM {table}")).all())
        for key, name, kind in connection.execute(text("SELECT id, name, type FROM base_cell")):
            names[key] = f"{name} {kind}"
        for key, student in connection.execute(text("SELECT id, student_id FROM submitted_assignment")):
            names[key] = student
        for key, submission in connection.execute(text("SELECT id, assignment_id FROM submitted_notebook")):
            names[key] = names[submission]
        found = {}
        for table in CLASS_TABLES:
            rows = connection.execute(text(f"SELECT * FROM {table}")).mappings().all()
            hidden = () if table == "student" else ("id",)
            found[table] = sorted(str({k: names.get(v, v) for k, v in r.items() if k not in hidden}) for r in rows)
    return found


def grade_by_hand(course: Course, student: str) -> None:
    with course.api.gradebook as gradebook:
        notebook = gradebook.find_submission_notebook(LESSON, LESSON, student)
        notebook.flagged = True
        first, second, *_ = sorted(notebook.grades, key=lambda grade: grade.name)
        first.manual_score, first.needs_manual_grade = 0.25, False
        second.extra_credit = 2
        notebook.comments[0].manual_comment = "well done"
        notebook.assignment.extension = timedelta(hours=1)
        gradebook.db.commit()


def make_due(course: Course) -> None:
    course.config.LateSubmissionPlugin.penalty_method = "zero"
    with course.api.gradebook as gradebook:
        gradebook.update_or_create_assignment(LESSON, duedate=DUE, course_id="linquant")


def test_the_tables_are_what_nbgrader_makes_of_the_same_notebooks_also_after_grading_by_hand(
    released: Path, tmp_path: Path
) -> None:
    ours, theirs = (Course(Path(shutil.copytree(released, tmp_path / name))) for name in ("ours", "theirs"))
    first = [
        graded(ours, "on_time", timestamp=DUE),
        graded(ours, "late", timestamp=DUE + timedelta(hours=2)),
        graded(ours, "within_the_extension", timestamp=DUE + timedelta(minutes=30)),
        graded(ours, "untouched", notebook=read_notebook(notebook_path(ours.release, LESSON))),
    ]
    second = [graded(ours, one.student, notebook=executed(ours, failed=(1,), partial={2: "0"})) for one in first]
    for course in (ours, theirs):
        make_due(course)
    for batch in (first, second):
        assert record(ours, *batch) == []
        for one in batch:
            record_with_nbgrader(theirs, one)
        assert contents(ours) == contents(theirs)
        for course in (ours, theirs):
            for one in batch:
                grade_by_hand(course, one.student)
        assert contents(ours) == contents(theirs)
    everything = contents(ours)
    assert any("'late_submission_penalty': None" in row for row in everything["submitted_notebook"])
    assert any("'late_submission_penalty': 1" in row for row in everything["submitted_notebook"])
    assert any("No response." in row for row in everything["comment"])


def test_what_a_person_entered_survives_a_second_run(course: Course) -> None:
    record(course, graded(course, "ada"))
    grade_by_hand(course, "ada")
    record(course, graded(course, "ada", notebook=executed(course)))
    with course.api.gradebook as gradebook:
        notebook = gradebook.find_submission_notebook(LESSON, LESSON, "ada")
        first, second, *_ = sorted(notebook.grades, key=lambda grade: grade.name)
        assert (first.manual_score, first.needs_manual_grade, second.extra_credit) == (0.25, True, 2)
        assert notebook.flagged
        assert [comment.manual_comment for comment in notebook.comments].count("well done") == 1
        assert notebook.assignment.extension == timedelta(hours=1)


def test_the_file_lies_where_nbgrader_looks_with_its_permissions_and_the_release_s_points(course: Course) -> None:
    folder = course.submitted / "ada" / LESSON
    folder.mkdir(parents=True)
    (folder / "submission_secret.txt").write_text("secret", encoding="utf-8")
    record(course, graded(course, "ada", timestamp=DUE))
    path = notebook_path(course.autograded / "ada", LESSON)
    files = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert files == {f"{LESSON}.ipynb": 0o444, "timestamp.txt": 0o444, "submission_secret.txt": 0o444}
    assert course.directory.get_existing_timestamp(str(path.parent)) == DUE
    assert all(cell.metadata.nbgrader.checksum for cell in read_notebook(path).cells if grade_id(cell))
    record(course, graded(course, "ada"))
    assert not (path.parent / "timestamp.txt").exists()


def test_a_submission_is_recorded_with_its_digest_and_notes_until_it_or_its_file_is_removed(course: Course) -> None:
    record(course, graded(course, "ada"), graded(course, "ada", digest="second"), graded(course, "ben"))
    record(course, graded(course, "cleo", notes=("an odd \ud83d note",)))
    assert recorded(course) == {("ada", LESSON): "second", ("ben", LESSON): "first", ("cleo", LESSON): "first"}
    with create_engine(course.directory.db_url).connect() as connection:
        notes = dict(connection.execute(select(linquant_graded.c.student, linquant_graded.c.notes)).all())
    assert notes == {"ada": ["a note"], "ben": ["a note"], "cleo": ["an odd ? note"]}
    with course.api.gradebook as gradebook:
        gradebook.remove_student("ada")
    notebook_path(course.autograded / "ben", LESSON).unlink()
    assert recorded(course) == {("cleo", LESSON): "first"}


BAD_IDS = ["", ".", "..", "a/b", "x" * 129, "new\nline", "escape\x1b[2J", "not utf-8 \udcff"]
GOOD_IDS = ["ada", "Ünïcödé", "O'Brien; DROP TABLE grade", "a+b c", "<b>", "%s", "x" * 128, "学生"]


def test_students_whose_names_cannot_be_stored_are_told_and_the_others_are_recorded(course: Course) -> None:
    failures = record(course, *(graded(course, student) for student in [*BAD_IDS, *GOOD_IDS]))
    assert [failure.student for failure in failures] == BAD_IDS
    assert all("a student's id" in failure.reason for failure in failures)
    assert {student for student, _ in recorded(course)} == set(GOOD_IDS)


def test_a_row_that_the_database_refuses_costs_only_its_own_student(course: Course) -> None:
    batch = [graded(course, "ada"), graded(course, "ben", digest=None), graded(course, "cleo")]
    [failure] = record(course, *batch)
    assert (failure.student, "NOT NULL" in failure.reason) == ("ben", True)
    assert recorded(course).keys() == {("ada", LESSON), ("cleo", LESSON)}
    assert [row for rows in contents(course).values() for row in rows if "ben" in row] == []


def test_more_points_than_a_cell_has_cost_only_their_own_student(course: Course) -> None:
    [failure] = record(course, graded(course, "ada", notebook=executed(course, partial={0: "99"})), graded(course, "b"))
    assert failure == Failure("ada", LESSON, "partial credit cannot be greater than maximum points for cell")
    assert recorded(course).keys() == {("b", LESSON)}


def test_text_without_an_encoding_is_stored_with_a_question_mark(course: Course) -> None:
    notebook = executed(course)
    notebook.cells[-1].source = "print('\udc80')"
    assert record(course, graded(course, "ada", notebook=notebook)) == []
    assert read_notebook(notebook_path(course.autograded / "ada", LESSON)).cells[-1].source == "print('?')"


def test_links_in_the_autograded_folder_are_not_followed(course: Course, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    course.autograded.mkdir()
    (course.autograded / "ada").symlink_to(elsewhere)
    target = tmp_path / "target"
    target.write_text("untouched", encoding="utf-8")
    link = notebook_path(course.autograded / "ben", LESSON)
    link.parent.mkdir(parents=True)
    link.symlink_to(target)
    secret = course.submitted / "ben" / LESSON / "submission_secret.txt"
    secret.parent.mkdir(parents=True)
    secret.symlink_to(target)

    [failure] = record(course, graded(course, "ada"), graded(course, "ben"))

    assert (failure.student, "is a link" in failure.reason) == ("ada", True)
    assert list(elsewhere.iterdir()) == []
    assert target.read_text(encoding="utf-8") == "untouched"
    assert not link.is_symlink()
    assert [path.name for path in link.parent.iterdir()] == [link.name]


def test_a_lesson_that_was_not_released_is_refused_with_the_command_that_releases_it(course: Course) -> None:
    with pytest.raises(CourseError, match="L1-A is not in the gradebook: run `linquant build L1-A`"):
        record(course, graded(course, "ada"), graded(course, "ada", lesson="L1-A"))
    changed = executed(course)
    next(filter(is_autograded_test, changed.cells)).metadata.nbgrader.grade_id = "test_new"
    with pytest.raises(CourseError, match=f"does not know test_new of {LESSON}: run `linquant build {LESSON}`"):
        record(course, graded(course, "ada", notebook=changed))
    assert contents(course)["student"] == []
    assert not course.autograded.exists()


def test_a_lesson_is_checked_before_anything_is_graded(course: Course) -> None:
    with Writer(course) as writer:
        writer.check(Lesson.read(course, LESSON))
        with pytest.raises(CourseError, match="run `linquant build L1-A`"):
            writer.check(Lesson.read(course, "L1-A"))


def test_cells_that_came_to_the_release_later_get_rows_and_those_that_went_keep_theirs(course: Course) -> None:
    record(course, graded(course, "ada"))
    with course.api.gradebook as gradebook:
        gradebook.add_grade_cell("test_new", LESSON, LESSON, max_score=2, cell_type="code")
        gradebook.add_solution_cell("new", LESSON, LESSON)
        for name in ("test_new", "new"):
            gradebook.add_source_cell(name, LESSON, LESSON, cell_type="code")
    notebook = executed(course)
    gone, last = [cell for cell in notebook.cells if is_autograded_test(cell)][:2]
    notebook.cells.remove(gone)
    last.metadata.nbgrader.grade_id = "test_new"
    assert record(course, graded(course, "ada", notebook=notebook)) == []
    with course.api.gradebook as gradebook:
        found = gradebook.find_submission_notebook(LESSON, LESSON, "ada")
        scores = {grade.name: grade.auto_score for grade in found.grades}
        assert (scores["test_new"], scores[grade_id(gone)]) == (2, 0)
        assert "new" in {comment.name for comment in found.comments}


def test_removing_and_releasing_a_lesson_again_makes_its_submissions_due_for_grading(course: Course) -> None:
    record(course, graded(course, "ada"))
    with course.api.gradebook as gradebook:
        gradebook.remove_assignment(LESSON)
    build_release(course, LESSON)
    assert recorded(course) == {}
    assert record(course, graded(course, "ada")) == []
    assert recorded(course) == {("ada", LESSON): "first"}


def test_the_grader_s_table_leaves_nbgrader_s_upgrade_and_a_new_database_alone(course: Course) -> None:
    record(course, graded(course, "ada"))
    upgrade(course.directory.db_url)
    assert recorded(course) == {("ada", LESSON): "first"}
    course.directory.db_url = f"sqlite:///{course.root / 'new.db'}"
    assert recorded(course) == {}
    upgrade(course.directory.db_url)


def test_a_locked_gradebook_is_told_in_a_sentence_and_nothing_of_the_batch_is_recorded(course: Course) -> None:
    course.directory.db_url += "?timeout=0.1"
    with Writer(course) as writer, create_engine(course.directory.db_url).connect() as other:
        other.exec_driver_sql("BEGIN IMMEDIATE")
        with pytest.raises(CourseError, match="the gradebook cannot be used: database is locked"):
            writer.record([graded(course, "ada")])
    assert recorded(course) == {}


def test_a_damaged_gradebook_is_told_in_a_sentence(course: Course) -> None:
    (course.root / "course" / "gradebook.db").write_text(
        "It is long enough to look like one, and yet no database. " * 10
    )
    with (
        pytest.raises(CourseError, match="the gradebook is damaged, or no database: file is not a database"),
        Writer(course),
    ):
        raise AssertionError("the gradebook was opened")


KILLED = """
import os, pickle, signal, sys
from pathlib import Path
from sqlalchemy import event
from linquant_course.course import Course
from linquant_course.grader.writer import Writer

left = int(sys.argv[2])

def count(connection, cursor, statement, *rest):
    global left
    if not statement.startswith("SELECT"):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

with Writer(Course(Path(sys.argv[1]))) as writer:
    event.listen(writer._engine, "after_cursor_execute", count)
    event.listen(writer._engine, "commit", lambda connection: count(None, None, "COMMIT"))
    writer.record(pickle.load(sys.stdin.buffer))
"""


@pytest.mark.parametrize("statement", [1, 4, 8], ids=["first insert", "in the middle", "before the commit"])
def test_a_run_killed_while_it_records_leaves_nothing_behind_that_the_next_run_minds(
    course: Course, statement: int
) -> None:
    batch = [graded(course, "ada"), graded(course, "ben")]
    record(course, batch[0])
    before = contents(course)
    again = [graded(course, student, digest="second", notebook=executed(course)) for student in ("ada", "ben")]
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(course.root), str(statement)], input=pickle.dumps(again), check=False
    )
    assert killed.returncode == -signal.SIGKILL
    # The files come first: what is recorded has its file.
    assert all(notebook_path(course.autograded / one.student, LESSON).is_file() for one in again)
    assert contents(course) == before
    assert recorded(course) == {("ada", LESSON): "first"}
    assert record(course, *again) == []
    assert recorded(course) == {("ada", LESSON): "second", ("ben", LESSON): "second"}


def statements_of(course: Course, *batch: Graded) -> list[tuple[str, Any]]:
    seen: list[tuple[str, Any]] = []

    def note(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        seen.append((statement, parameters))

    with Writer(course) as writer:
        event.listen(writer._engine, "before_cursor_execute", note)
        assert writer.record(batch) == []
    return seen


def scanned(connection: Connection, statement: str, parameters: Any) -> list[str]:
    if statement.startswith("INSERT"):
        return []
    first = parameters[0] if isinstance(parameters, list) else parameters
    plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", first)
    return [row.detail for row in plan if any(row.detail.startswith(f"SCAN {table}") for table in CLASS_TABLES)]


@pytest.mark.parametrize("times", [1, 2], ids=["first run", "second run"])
def test_no_statement_reads_the_whole_class_and_their_number_does_not_depend_on_the_batch(
    course: Course, times: int
) -> None:
    students = [f"s{number}" for number in range(6)]
    for _ in range(times):
        one = statements_of(course, graded(course, "ada"))
        many = statements_of(course, *(graded(course, student) for student in students))
    assert len(one) == len(many)
    with create_engine(course.directory.db_url).connect() as connection:
        assert [scan for statement, given in many for scan in scanned(connection, statement, given)] == []
