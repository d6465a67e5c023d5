"""Grades for other programs: nbgrader's CSV and Canvas', with what was not handed in empty and no name a formula."""

import csv
import io
import shutil
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from nbgrader.plugins import CsvExportPlugin
from test_cli import run
from test_writer import DUE, LESSON, grade_by_hand, graded, make_due, record, released

from linquant_course.course import Course, CourseError
from linquant_course.csvfile import harmless, read_csv
from linquant_course.export import canvas_csv, fill_in_template, nbgrader_csv, unfinished
from linquant_course.scores import Gradebook, Score, read_scores

__all__ = ["released"]
WHEN = datetime(2026, 3, 1, 12)
NAMES = {
    "ada": ("Lovelace", "Ada"),
    "quoted": ('O"Neil, Jr.', "Pat"),
    "cjk": ("王", "小明"),
    "formula": ("=HYPERLINK(1,2)", "+1"),
    "none": (None, None),
}
HEADER = "Student,ID,SIS User ID,SIS Login ID,Section"


def score(points: float, penalty: float = 0.0, is_graded: bool = True, waits: bool = False) -> Score:
    return Score(WHEN, points, penalty, is_graded, waits)


def gradebook(scores: Mapping[tuple[str, str], Score]) -> Gradebook:
    students = [
        SimpleNamespace(id=name, last_name=last, first_name=first, email=None, lms_user_id=str(number))
        for number, (name, (last, first)) in enumerate(NAMES.items(), start=101)
    ]
    lessons = [SimpleNamespace(name=name, duedate=None, max_score=20.0) for name in ("L1-A", "L2-A")]
    return Gradebook(students, lessons, scores)


SCORES = {
    ("ada", "L1-A"): score(18, penalty=3.6),
    ("ada", "L2-A"): score(0),
    ("cjk", "L1-A"): score(7, is_graded=False),
    ("quoted", "L2-A"): score(12.5, waits=True),
}


def parsed(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


@pytest.fixture
def course(released: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    root = Path(shutil.copytree(released, tmp_path / "clone"))
    monkeypatch.chdir(root)
    return Course(root)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", " =1", "\uff1d1", "\t=1"])
def test_what_begins_like_a_formula_is_made_text(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Ada", "Anne-Marie", "王小明", "a=b", "", "O'Neil"])
def test_a_name_that_is_no_formula_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text


def test_names_come_back_from_nbgrader_s_csv_and_what_has_no_score_is_empty() -> None:
    header, *rows = parsed(nbgrader_csv(gradebook(SCORES)))
    by_student = {row[3]: dict(zip(header, row, strict=True)) for row in rows if row[0] == "L1-A"}
    assert {name: (row["last_name"], row["first_name"]) for name, row in by_student.items()} == {
        "ada": ("Lovelace", "Ada"),
        "quoted": ('O"Neil, Jr.', "Pat"),
        "cjk": ("王", "小明"),
        "formula": ("'=HYPERLINK(1,2)", "'+1"),
        "none": ("", ""),
    }
    points = {name: [row[key] for key in header[7:]] for name, row in by_student.items()}
    assert points.pop("ada") == ["18", "3.6", "14.4", "20.0"]
    assert list(points.values()) == [["", "", "", "20.0"]] * 4
    assert [by_student[name]["timestamp"] for name in ("cjk", "none")] == [str(WHEN), ""]


def test_the_csv_is_nbgrader_s_own_where_everyone_is_graded_and_names_are_plain(course: Course) -> None:
    make_due(course)
    record(
        course,
        graded(course, "ada", timestamp=DUE),
        graded(course, "bob", timestamp=DUE + timedelta(hours=2)),
        graded(course, "eve", timestamp=DUE - timedelta(seconds=1.5)),
    )
    grade_by_hand(course, "ada")
    with course.api.gradebook as opened:
        for student in ("ada", "bob", "eve"):
            opened.update_or_create_student(
                student, first_name=student, last_name="One", email=f"{student}@example.org"
            )
        CsvExportPlugin(to="theirs.csv").export(opened)
    text = nbgrader_csv(read_scores(course))
    assert text == Path("theirs.csv").read_text(encoding="utf-8")
    assert text.count("\n") == 4


def test_canvas_gets_a_column_for_each_lesson_zeros_and_empty_cells() -> None:
    rows = parsed(canvas_csv(gradebook(SCORES)))
    assert rows == [
        [*HEADER.split(","), "L1-A", "L2-A"],
        ["    Points Possible", "", "", "", "", "20.0", "20.0"],
        ["Lovelace, Ada", "101", "", "ada", "", "14.4", "0.0"],
        ['O"Neil, Jr., Pat', "102", "", "quoted", "", "", "12.5"],
        ["王, 小明", "103", "", "cjk", "", "", ""],
        ["'=HYPERLINK(1,2), +1", "104", "", "formula", "", "", ""],
        ["none", "105", "", "none", "", "", ""],
    ]


def test_the_id_can_be_in_another_of_canvas_columns_but_not_in_any() -> None:
    assert parsed(canvas_csv(gradebook({}), "SIS User ID"))[2][:4] == ["Lovelace, Ada", "101", "ada", ""]
    with pytest.raises(CourseError, match="Canvas has no column Section for ids: choose from ID, SIS User ID, SIS"):
        canvas_csv(gradebook({}), "Section")


TEMPLATE = (
    "\ufeffStudent;ID;SIS User ID;SIS Login ID;Section;L2-A: Quantize (7);L2-AB (8);Unit 1 Current Score;L1-A (9)\r\n"
    ";;;;;Manual Posting;;;\r\n"
    "    Points Possible;;;;;100;20;(read only);20\r\n"
    "Lovelace, Ada;101;;other;A;1;2;3;4\r\n"
    '"O""Neil; Jr., Pat";999;;quoted;A;;2;3;4\r\n'
    "王, 小明;103;;cjk;A;5;2;3;4\r\n"
    '"=""=1""";104;;formula;A;ex;2;3;4\r\n'
    "Student, Test;888;;0f;A;;;;\r\n"
)


def test_a_template_of_canvas_is_filled_in_and_else_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "canvas.csv"
    path.write_bytes(TEMPLATE.encode())
    scores = SCORES | {("formula", "L2-A"): score(20), ("none", "L1-A"): score(3)}
    text, notes = fill_in_template(gradebook(scores), read_csv(path))
    assert text == TEMPLATE.replace("A;1;2;3;4", "A;0.0;2;3;14.4").replace("A;;2;3;4", "A;12.5;2;3;4")
    assert notes == [f"no row in {path} for none", "L2-A has 20 points here and 100 in Canvas"]


def test_a_lesson_that_the_template_lacks_is_named(tmp_path: Path) -> None:
    path = tmp_path / "canvas.csv"
    path.write_text(f"{HEADER},L2-A (7)\n", encoding="utf-8")
    assert fill_in_template(gradebook({}), read_csv(path))[1] == [f"no column in {path} for L1-A"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("Name,Points\nada,1\n", "the column ID is not among Name, Points"),
        (f"{HEADER},L2-A,Other (7)\n", r"has no column like 'L1-A \(1234\)' for a lesson"),
        (f"{HEADER},L2-A (7),L2-A again (8)\n", r"has two columns for L2-A: L2-A \(7\) and L2-A again \(8\)"),
        (f"{HEADER},L2-A (7)\nada,1,,,,,1\n", "line 2: 7 cells, and the header has 6"),
        (f'{HEADER},L2-A (7)\n"ada,1\n', "line 2: unexpected end of data"),
    ],
    ids=["nothing", "another table", "no column of ours", "two columns of ours", "a long row", "an open quote"],
)
def test_a_template_that_cannot_be_used_is_told_plainly(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "canvas.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CourseError, match=said):
        fill_in_template(gradebook({}), read_csv(path))


def test_what_makes_scores_provisional_is_said() -> None:
    assert unfinished(gradebook(SCORES)) == [
        "L1-A: not graded and left empty: 1",
        "L2-A: with an answer that waits for grading by hand: 1",
    ]


def test_the_command_writes_both_formats_with_points_given_by_hand_and_penalties(
    course: Course, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Path("course", "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write("c.PercentPerDay.percent = 50\n")
    with course.api.gradebook as opened:
        opened.update_or_create_assignment(LESSON, duedate=DUE, course_id="linquant")
        opened.add_student("left")
    late = graded(course, "ada", timestamp=DUE + timedelta(hours=2))
    record(course, late)
    before = read_scores(course).scores["ada", LESSON]
    with course.api.gradebook as opened:
        grades = opened.find_submission_notebook(LESSON, LESSON, "ada").grades
        next(grade for grade in grades if grade.auto_score == 0).manual_score = 1.0
        opened.db.commit()
    total = (before.points + 1) / 2

    code, output = run(["export", LESSON, "--to", "ours.csv"], capfd, monkeypatch)
    assert (code, output.splitlines()[-1]) == (0, "grades in ours.csv")
    found = {row[3]: row[7:10] for row in parsed(Path("ours.csv").read_text(encoding="utf-8"))[1:]}
    assert found == {"ada": [str(before.points + 1), str(total), str(total)], "left": ["", "", ""]}
    assert run(["export", "--format", "canvas"], capfd, monkeypatch)[0] == 0
    rows = parsed((course.root / "course" / "canvas.csv").read_text(encoding="utf-8"))
    assert {row[3]: row[5] for row in rows[2:]} == {"ada": str(total), "left": ""}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--format", "moodle"], "'moodle' is not one of 'nbgrader', 'canvas'"),
        (["L9-Z"], "error: the gradebook does not know L9-Z: run `linquant build`"),
        (["--template", "missing.csv"], "error: --template FILE belongs to --format canvas"),
        (["--format", "canvas", "--template", "missing.csv"], "error: missing.csv: No such file or directory"),
        (["--format", "canvas", "--template", "course"], "error: course: Is a directory"),
        (["--to", "missing/grades.csv"], "error: missing/grades.csv: No such file or directory"),
        (["--format", "canvas", "--id-column", "Section"], "error: Canvas has no column Section for ids"),
    ],
    ids=["format", "lesson", "template and format", "no template", "a folder", "no folder", "column"],
)
def test_a_wrong_option_ends_with_a_message_and_leaves_the_files_alone(
    course: Course,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    said: str,
) -> None:
    files = [course.root / "course" / name for name in ("grades.csv", "canvas.csv")]
    for path in files:
        path.write_text("before", encoding="utf-8")
    code, output = run(["export", *arguments], capfd, monkeypatch)
    assert code == 2
    assert said in output
    assert "Traceback" not in output
    assert [path.read_text(encoding="utf-8") for path in files] == ["before"] * 2


def test_without_a_lesson_in_the_gradebook_nothing_is_written(
    empty_course: Course, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(empty_course.root)
    code, output = run(["export"], capfd, monkeypatch)
    assert (code, output) == (2, "error: the gradebook has no lesson: run `linquant build`\n")
    assert not Path("course", "grades.csv").exists()
