"""course/release and solutions are what the sources generate; only outputs may differ."""

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import LESSONS, ROOT
from nbgrader.preprocessors import Execute

from linquant_course.build import build_release, build_solution
from linquant_course.course import Course, CourseError, notebook_path, read_notebook

MEND = "run 'make build' and commit what it changes"


def without_outputs(path: Path) -> dict[str, Any]:
    notebook: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell.update(outputs=[], execution_count=None)
    return notebook


@pytest.mark.parametrize("lesson", LESSONS)
def test_generated_notebooks_are_up_to_date(empty_course: Course, lesson: str) -> None:
    empty_course.config.GenerateSolution.preprocessors.remove(Execute)
    build_release(empty_course, lesson)
    build_solution(empty_course, lesson)
    committed, built = (notebook_path(root, lesson) for root in (ROOT / "course" / "release", empty_course.release))
    assert committed.read_bytes() == built.read_bytes(), f"{committed} is not what its source generates: {MEND}"
    committed, built = (notebook_path(root, lesson) for root in (ROOT / "solutions", empty_course.solutions))
    assert without_outputs(committed) == without_outputs(built), f"{committed} is out of date: {MEND}"


def test_no_generated_notebook_is_left_over() -> None:
    for folder in (ROOT / "course" / "release", ROOT / "solutions"):
        assert sorted(path.name for path in folder.iterdir()) == LESSONS, f"{folder}: {MEND}"


def test_an_answer_key_that_raises_is_refused_and_english_whoever_builds_it(
    empty_course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGUAGE", "zh_CN")
    path = notebook_path(empty_course.source, "L2-A")
    notebook = json.loads(path.read_text(encoding="utf-8"))
    setup = next(cell for cell in notebook["cells"] if cell["id"] == "setup")
    setup["source"] = ["import os\n", "raise RuntimeError(os.environ['LANGUAGE'])\n"]
    path.write_text(json.dumps(notebook), encoding="utf-8")
    build_release(empty_course, "L2-A")
    with pytest.raises(CourseError, match="L2-A raises RuntimeError: en in cell setup"):
        build_solution(empty_course, "L2-A")


def test_the_answer_key_shows_the_reference_and_not_a_call_to_it() -> None:
    keys = [read_notebook(notebook_path(ROOT / "solutions", lesson)) for lesson in LESSONS]
    text = "\n".join(cell.source for key in keys for cell in key.cells)
    assert "as answer" not in text
    assert "SOLUTION" not in text
    assert "codes = torch.round(tensor.float() / scale + zero_point)" in text
