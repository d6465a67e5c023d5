"""The inputs of hidden tests: others for every submission, the same for the same one."""

import pytest
import torch

from linquant_course.grader.trusted_server import seed_of
from linquant_ref.fresh import SEED, fresh_generator


def draw() -> list[int]:
    return torch.randint(0, 2**40, (4,), generator=fresh_generator()).tolist()


def test_a_submission_draws_the_same_again_and_another_one_something_else(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = []
    for source in ("return x", "return x", "return  x"):
        cells = [["solution", "scale", f"def scale(x):\n    {source}"]]
        monkeypatch.setenv(SEED, str(seed_of(cells)))
        drawn.append(draw())
    assert drawn[0] == drawn[1] != drawn[2]


def test_without_a_seed_every_call_draws_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SEED)
    assert draw() != draw()
