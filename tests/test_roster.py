"""A class list comes into the gradebook, all of it or nothing."""

from pathlib import Path

import pytest
from test_cli import run

from linquant_course.course import Course, CourseError
from linquant_course.roster import import_students, read_roster

OURS = "id,first_name,last_name,email,lms_user_id\n"
CANVAS = "\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,L2-A (7)\n    Points Possible,,,,,20\n"


def written(folder: Path, text: str) -> Path:
    path = folder / "class.csv"
    path.write_bytes(text.encode())
    return path


def students(course: Course) -> dict[str, tuple[str | None, ...]]:
    with course.api.gradebook as gradebook:
        return {one.id: (one.first_name, one.last_name, one.email, one.lms_user_id) for one in gradebook.students}


def test_nbgrader_s_columns_are_read_with_all_kinds_of_names(tmp_path: Path) -> None:
    text = OURS + 'ada,Ada,"Lovelace, Countess",ada@example.org,7\n wang , 小明,王,,\n\n"o""neil",=1+1,\'\',,9\n'
    assert read_roster(written(tmp_path, text)) == [
        {
            "id": "ada",
            "first_name": "Ada",
            "last_name": "Lovelace, Countess",
            "email": "ada@example.org",
            "lms_user_id": "7",
        },
        {"id": "wang", "first_name": "小明", "last_name": "王"},
        {"id": 'o"neil', "first_name": "=1+1", "last_name": "''", "lms_user_id": "9"},
    ]


def test_of_canvas_gradebook_only_the_students_are_read(tmp_path: Path) -> None:
    text = CANVAS + ',,,,,Manual Posting\n"Lovelace, Ada",1,S1,ada,A,3\n王小明,2,S2,wang,B,\n"Student, Test",3,,0f,A,\n'
    assert read_roster(written(tmp_path, text)) == [
        {"id": "ada", "last_name": "Lovelace", "first_name": "Ada", "lms_user_id": "1"},
        {"id": "wang", "last_name": "王小明", "lms_user_id": "2"},
    ]
    assert [one["id"] for one in read_roster(tmp_path / "class.csv", "SIS User ID")] == ["S1", "S2"]


def test_a_class_list_adds_students_and_changes_only_what_it_says(
    empty_course: Course, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with empty_course.api.gradebook as gradebook:
        gradebook.add_student("ada", first_name="A.", email="ada@example.org")
    path = written(empty_course.root, "id,first_name,email\nada,Ada,\nbob,Bob,bob@example.org\n")
    monkeypatch.chdir(empty_course.root)
    code, output = run(["roster", str(path)], capfd, monkeypatch)
    assert (code, output) == (0, "students: 1 new, 1 known\n")
    assert students(empty_course) == {
        "ada": ("Ada", None, "ada@example.org", None),
        "bob": ("Bob", None, "bob@example.org", None),
    }


def test_a_hub_s_course_gets_the_students_too(empty_course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, str]] = []
    plugin = empty_course.api.authenticator.plugin
    monkeypatch.setattr(plugin, "add_student_to_course", lambda *about: told.append(about))
    import_students(empty_course, [{"id": "ada"}])
    assert told == [("ada", "linquant")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", " is empty"),
        ("name,points\nada,1\n", ": the column id is not among name, points"),
        ("id,id\nada,1\n", ": the column id is twice among id, id"),
        (OURS, " has no student"),
        (OURS + "ada,,,,\nbob,,,,\nada,,,,\n", ", lines 2 and 4: the same id, ada"),
        (OURS + "ada,,,,7\nbob,,,,7\n", ", lines 2 and 3: the same lms_user_id, 7"),
        (OURS + ",Ada,,,\n", ", line 2: a student's id has 1 to 128 characters"),
        (OURS + f"{'a' * 129},Ada,,,\n", ", line 2: a student's id has 1 to 128 characters"),
        (OURS + "ada,Ada,,,\na/b,,,,\n", ", line 3: a student's id is the name of a folder"),
        (OURS + "a\x07,,,,\n", ", line 2: a student's id holds no control characters"),
        (OURS + f"ada,{'a' * 129},,,\n", ", line 2: first_name has more than 128 characters"),
        (OURS + 'ada,"A\nda",,,\n', ", line 3: first_name has control characters"),
        (OURS + "ada,,,,,,\n", ", line 2: 7 cells, and the header has 5"),
        (CANVAS.replace("SIS Login ID", "Login"), ": the column SIS Login ID is not among Student, ID,"),
    ],
    ids=[
        "nothing",
        "no id",
        "two ids",
        "nobody",
        "one id twice",
        "one number twice",
        "an empty id",
        "a long id",
        "a path",
        "a bell",
        "a long name",
        "a name on two lines",
        "too many cells",
        "Canvas without logins",
    ],
)
def test_a_class_list_that_cannot_be_used_is_told_plainly(tmp_path: Path, text: str, said: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(CourseError) as told:
        read_roster(path)
    assert str(told.value).startswith(f"{path}{said}")


def test_a_class_list_in_another_encoding_is_told_plainly(tmp_path: Path) -> None:
    path = tmp_path / "class.csv"
    path.write_bytes("id,last_name\nwang,王\n".encode("gb18030"))
    with pytest.raises(CourseError, match="is not UTF-8: save it as CSV in UTF-8"):
        read_roster(path)


@pytest.mark.parametrize("arguments", [["class.csv"], ["missing.csv"], ["course"], ["class.csv", "--id-column", "no"]])
def test_nothing_is_imported_of_a_wrong_list_and_the_exit_code_is_2(
    empty_course: Course, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    written(empty_course.root, OURS + "ada,,,,\nbob,,,,\nada,,,,\n")
    monkeypatch.chdir(empty_course.root)
    code, output = run(["roster", *arguments], capfd, monkeypatch)
    assert code == 2
    assert output.startswith("error: ")
    assert "Traceback" not in output
    assert students(empty_course) == {}
