"""The inputs of hidden tests: others for every submission, the same for the same one, and fair with every seed."""

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor

import pytest
import torch
from conftest import LESSONS, ROOT
from mutants.grade import needed_cells

from linquant_course.answers import grade_id, is_autograded_test, is_solution
from linquant_course.course import notebook_path, read_notebook
from linquant_course.grader.trusted_server import seed_of
from linquant_ref.fresh import SEED, fresh_generator

# L3-E grades tests that the learner writes, by the bugs that they find.
DRAWING = [lesson for lesson in LESSONS if lesson != "L3-E"]
SEEDS = range(1, 51)


def draw() -> list[int]:
    return torch.randint(0, 2**40, (4,), generator=fresh_generator()).tolist()


def drawing_tests_that_fail(lesson: str) -> list[str]:
    """Run a lesson's answer key, and for each seed those of its tests that draw inputs."""
    torch.set_num_threads(1)
    namespace: dict[str, object] = {"__name__": "__main__"}
    # The answers as they are imported, with the checks of their arguments.
    cells, failed = needed_cells(lesson, answers={}), []
    for cell in cells:
        if not cell.is_test:
            exec(compile(cell.source, cell.name, "exec"), namespace)
    for seed in SEEDS:
        os.environ[SEED] = str(seed)
        for cell in cells:
            if cell.is_test and "fresh_generator()" in cell.source:
                try:
                    exec(compile(cell.source, cell.name, "exec"), namespace)
                except Exception as error:
                    failed.append(f"{cell.name} with seed {seed}: {error}")
    return failed


def test_a_submission_draws_the_same_again_and_another_one_something_else(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = []
    for source in ("return x", "return x", "return  x"):
        cells = [["solution", "scale", f"def scale(x):\n    {source}"]]
        monkeypatch.setenv(SEED, str(seed_of(cells)))
        drawn.append(draw())
    assert drawn[0] == drawn[1] != drawn[2]


def test_a_notebook_run_by_hand_draws_the_same_every_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SEED, raising=False)
    by_hand = draw()
    monkeypatch.setenv(SEED, "0")
    assert draw() == by_hand


@pytest.mark.parametrize("lesson", DRAWING)
def test_every_graded_function_has_a_hidden_test_that_draws_its_inputs(lesson: str) -> None:
    cells = read_notebook(notebook_path(ROOT / "source_notebooks", lesson)).cells
    # A function whose name begins with another one's comes first, so that it gets its own tests.
    functions = sorted((grade_id(cell) for cell in cells if is_solution(cell)), key=len, reverse=True)
    tests = [cell for cell in cells if is_autograded_test(cell)]
    drawing = [cell.id for cell in tests if "fresh_generator()" in cell.source.partition("BEGIN HIDDEN TESTS")[2]]
    owners = {next(name for name in functions if test.startswith(f"test_{name}_")) for test in drawing}
    assert sorted(set(functions) - owners) == []


@pytest.mark.parametrize("lesson", DRAWING)
def test_the_reference_answers_pass_with_several_seeds(lesson: str) -> None:
    # In a process of its own, as a lesson changes how tensors are printed.
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("fork")) as pool:
        assert pool.submit(drawing_tests_that_fail, lesson).result() == []
