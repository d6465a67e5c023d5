"""The comparisons of the lessons' tests accept what is right and say what is wrong."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from linquant_ref.checking import check_close, check_equal, check_kills

CODES = torch.tensor([[1, 2], [3, 4]], dtype=torch.int8)


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        (CODES.clone(), CODES),
        (CODES.numpy(), CODES.numpy()),
        (3, 3.0),
        (torch.tensor(3.0), 3.0),
        (np.float32(3.0), 3),
        (float("inf"), float("inf")),
        ((CODES, 0.5, 3), (CODES, 0.5, 3)),
        (torch.ones(2, requires_grad=True), torch.ones(2)),
        (torch.empty(0), torch.empty(0)),
    ],
)
def test_what_is_right_passes(actual: Any, expected: Any) -> None:
    check_equal(actual, expected)


@pytest.mark.parametrize(
    ("actual", "expected", "message"),
    [
        (None, CODES, "q is None: does your function end with a return?"),
        ([[1, 2], [3, 4]], CODES, "q has the wrong type: expected Tensor, got list"),
        (CODES.numpy(), CODES, "q has the wrong type: expected Tensor, got ndarray"),
        (CODES[0], CODES, r"q has the wrong shape: expected \(2, 2\), got \(2,\)"),
        (CODES.int(), CODES, "q has the wrong dtype: expected torch.int8, got torch.int32"),
        (CODES.T, CODES, r"2 of 4 values are wrong; first at \[0, 1\]: expected 2, got 3"),
        (torch.tensor([1.0, float("nan")]), torch.tensor([1.0, 2.0]), r"first at \[1\]: expected 2, got nan"),
        (3.5, 3, "q is wrong: expected 3, got 3.5"),
        ("three", 3, "q: expected a number, got 'three'"),
        (torch.ones(2), 1, r"q: expected one number, got shape \(2,\)"),
        ((CODES,), (CODES, 0.5), "q: expected 2 values in a tuple, got 1 values"),
        (CODES, (CODES, 0.5), "q: expected 2 values in a tuple, got Tensor"),
        ((CODES, 0.25), (CODES, 0.5), r"q\[1\] is wrong: expected 0.5, got 0.25"),
    ],
)
def test_what_is_wrong_is_named(actual: Any, expected: Any, message: str) -> None:
    with pytest.raises(AssertionError, match=message):
        check_equal(actual, expected, name="q")


def test_tolerances_are_absolute_plus_relative() -> None:
    check_close(10.3, 10.0, atol=0.1, rtol=0.021)
    with pytest.raises(AssertionError, match=r"expected 10, got 10\.4"):
        check_close(10.4, 10.0, atol=0.1, rtol=0.021)


def right(number: int) -> int:
    return number**2


def planted(number: int) -> int:
    return number * 2


def test_a_check_that_tells_right_from_planted_passes() -> None:
    def check(square: Callable[[int], int]) -> None:
        assert square(3) == 9

    check_kills(check, right, planted)


def test_a_check_may_also_reject_by_the_exception_that_the_planted_one_raises() -> None:
    check_kills(lambda square: square(3), right, lambda number: number / 0)


def test_a_check_that_accepts_both_or_rejects_the_right_one_fails() -> None:
    def passes_two(square: Callable[[int], int]) -> None:
        assert square(2) == 4

    def rejects(square: Callable[[int], int]) -> None:
        raise ValueError("no")

    with pytest.raises(AssertionError, match="passes_two accepts an implementation with a planted bug"):
        check_kills(passes_two, right, planted)
    with pytest.raises(AssertionError, match="rejects rejects the right implementation: no"):
        check_kills(rejects, right, planted)


def test_a_check_that_is_not_written_yet_says_so() -> None:
    def unwritten(square: Callable[[int], int]) -> None:
        raise NotImplementedError

    with pytest.raises(NotImplementedError):
        check_kills(unwritten, right, planted)
