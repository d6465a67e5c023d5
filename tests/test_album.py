"""Pictures that submissions ask for: as if each had drawn its own, and nobody can change another one's."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

from linquant_course.answers import Case, fill_in
from linquant_course.course import Course
from linquant_course.grader.album import Album
from linquant_course.grader.engine import Grader
from linquant_course.grader.intake import Submission, rebuild
from linquant_course.grader.lesson import Lesson
from linquant_course.grader.limits import Limits
from linquant_course.grader.outputs import NOT_SHOWN
from linquant_course.grader.session import NoReplyError

LESSON = "L3-B"
SETUP = "import torch\nfrom linquant_ref.plotting import plot_number_line, plot_quantization_errors\n"
LINE = SETUP + "ax = plot_number_line(torch.tensor([1.0, -3.0]), 0.5)\n"
MAPS = SETUP + "x = torch.tensor([[1.0, -3.0]])\nfig, axes = plot_quantization_errors(x, x.to(torch.int8), x)\n"


@pytest.fixture(scope="module")
def lesson(course: Course) -> Lesson:
    return Lesson.read(course, LESSON)


@pytest.fixture(scope="module")
def grader(lesson: Lesson) -> Iterator[Grader]:
    with Grader([lesson], Limits(cell=20)) as grader:
        yield grader


@pytest.fixture
def album(grader: Grader) -> Path:
    """The folder of the pictures, empty."""
    folder = Path(f"{grader._sandbox.address}.pictures")
    for path in folder.iterdir():
        path.unlink()
    return folder


@pytest.fixture
def outputs_of(course: Course, grader: Grader, lesson: Lesson) -> Any:
    """Run a student's cell, and return its outputs."""

    def run(source: str) -> list[Any]:
        case = Case(LESSON, "right", cells={}, rest="answer", loses=())
        own = fill_in(course, case)
        [cell] = [cell for cell in own.cells if cell.id == "plot_per_tensor"]
        cell.source = source
        notebook, _ = rebuild(lesson, Submission("ada", LESSON, nbformat.writes(own).encode(), (), None))
        return next(list(cell.outputs) for cell in grader.run(lesson, notebook).cells if cell.id == "plot_per_tensor")

    return run


def pictures(outputs: list[Any]) -> list[str]:
    assert [output.output_type for output in outputs] == ["display_data"] * len(outputs)
    return [output.data["image/png"] for output in outputs]


@pytest.mark.parametrize(
    ("asked", "on_the_spot"),
    [(LINE, LINE + "title = ax.get_title()"), (MAPS, MAPS + "count = len(axes)"), (MAPS, MAPS + "fig.canvas")],
)
def test_a_picture_is_what_the_submission_would_have_drawn(
    outputs_of: Any, album: Path, asked: str, on_the_spot: str
) -> None:
    drawn = pictures(outputs_of(f"{on_the_spot.rstrip()};"))
    assert pictures(outputs_of(asked)) == drawn
    assert len(drawn) == 1


def test_it_comes_after_what_the_cell_prints(outputs_of: Any, album: Path) -> None:
    source = f"{LINE}print('text')\n"
    kinds = [[output.output_type for output in outputs_of(one)] for one in (source, f"{source}ax.get_title();")]
    assert kinds == [["stream", "display_data"]] * 2


def test_it_is_drawn_once_for_all_who_ask_for_the_same(outputs_of: Any, album: Path) -> None:
    [first], [again] = outputs_of(LINE), outputs_of(LINE)
    [kept] = [path for path in album.iterdir() if first.data["image/png"] in path.read_text("ascii")]
    assert again == first
    kept.write_text(kept.read_text("ascii").replace(first.data["image/png"], "iVBORw0KGgo="), "ascii")
    assert pictures(outputs_of(LINE)) == ["iVBORw0KGgo="]
    assert pictures(outputs_of(LINE.replace("0.5", "0.25"))) != ["iVBORw0KGgo="]


@pytest.mark.parametrize(
    "source",
    [
        "import matplotlib.pyplot as plt\n" + LINE + "plt.title('mine');",
        LINE + "ax.set_title('mine');",
        LINE + "ax.figure.axes[0].set_title('mine');",
    ],
    ids=["pyplot", "axes", "figure"],
)
def test_what_a_student_adds_to_a_picture_is_in_it(outputs_of: Any, album: Path, source: str) -> None:
    [plain], [own] = pictures(outputs_of(LINE)), pictures(outputs_of(source))
    assert own != plain
    assert own not in "".join(path.read_text("ascii") for path in album.iterdir())


def test_it_shows_the_values_of_the_time_when_it_was_asked_for(outputs_of: Any, album: Path) -> None:
    source = SETUP + "x = torch.tensor([1.0, -3.0])\nax = plot_number_line(x, 0.5)\nx += 1\n"
    assert (
        pictures(outputs_of(source)) == pictures(outputs_of(source + "ax.get_title();")) == pictures(outputs_of(LINE))
    )


def test_arguments_that_cannot_be_drawn_are_an_error_of_the_cell(outputs_of: Any, album: Path) -> None:
    for wrong in ("-1.0", "'wide'", "0.5, colour='red'", "object()"):
        [output] = outputs_of(LINE.replace("0.5", wrong))
        assert (output.output_type, output.ename) in {("error", "ValueError"), ("error", "TypeError")}
        assert "scale" in output.evalue or "colour" in output.evalue
    assert not [path for path in album.iterdir() if "error" in path.read_text("ascii")]


@pytest.mark.parametrize(
    "request_",
    [
        {},
        {
            "plot": "os.system",
            "arguments": {"t": "tuple", "v": [["touch /tmp/x"], {"t": "dict", "v": []}]},
            "blobs": [],
        },
        {"plot": "plot_number_line", "arguments": {"t": "object", "v": 0}, "blobs": []},
        {"plot": "plot_number_line", "arguments": 7, "blobs": ["no base64"]},
        {"plot": ["plot"], "arguments": [[[[]]]], "blobs": {"a": 1}},
    ],
)
def test_a_request_that_no_plot_makes_shows_nothing(outputs_of: Any, album: Path, request_: dict[str, Any]) -> None:
    forged = {"output_type": "picture", **request_}
    [output] = outputs_of(f"get_ipython().outputs.add({forged!r})")
    assert (output.output_type, output.text.strip()) == ("stream", NOT_SHOWN)
    kept = [path for path in album.iterdir() if "image/png" not in path.read_text("ascii")]
    assert kept == []


class Dead:
    """A worker that is killed while it draws."""

    asked = 0

    def draw(self, asked: dict[str, Any], seconds: float) -> Any:
        Dead.asked += 1
        raise NoReplyError("killed")

    def close(self) -> None:
        pass


def test_a_picture_that_kills_its_worker_is_the_last_one_that_is_tried(tmp_path: Path) -> None:
    told = [[{"output_type": "picture", "plot": "plot_number_line"}] * 3, "no list", [1]]
    shown = Album(tmp_path, Dead).with_pictures(told)  # type: ignore[arg-type]
    assert [output["text"].strip() for output in shown[0]] == [NOT_SHOWN] * 3
    assert (shown[1:], Dead.asked, list(tmp_path.iterdir())) == (told[1:], 1, [])
