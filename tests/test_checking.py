"""The comparisons of the lessons' tests accept what is right and say what is wrong."""

import inspect
import itertools
import random
import textwrap
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from linquant_ref import hints
from linquant_ref.checking import arguments_after, check_close, check_equal, check_kills, probe, torch_operations
from linquant_ref.language import translated

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
        ("Linear", "Linear"),
        (["up", "down"], ["up", "down"]),
    ],
)
def test_what_is_right_passes(actual: Any, expected: Any) -> None:
    check_equal(actual, expected)


@pytest.mark.parametrize(
    ("actual", "expected", "message"),
    [
        (None, CODES, "q: got None; does your function end with a return?"),
        ([[1, 2], [3, 4]], CODES, "q: expected type Tensor, got list"),
        (CODES.numpy(), CODES, "q: expected type Tensor, got ndarray"),
        (CODES[0], CODES, r"q: expected shape \(2, 2\), got \(2,\)"),
        (CODES.int(), CODES, "q: expected dtype torch.int8, got torch.int32"),
        (CODES.T, CODES, r"2 of 4 values are wrong; first at \[0, 1\]: expected 2, got 3"),
        (torch.tensor([1.0, float("nan")]), torch.tensor([1.0, 2.0]), r"first at \[1\]: expected 2, got nan"),
        (3.5, 3, "q: expected 3, got 3.5"),
        ("three", 3, "q: expected a number, got 'three'"),
        # Feedback pages cut long messages, and what is cut first is the hint.
        (1000 * "three", 3, "q: expected a number, got 'threethreeth...reethreethree'"),
        (torch.ones(2), 1, r"q: expected one number, got shape \(2,\)"),
        ("Linear", "Placeholder", "q: expected 'Placeholder', got 'Linear'"),
        (3, "Linear", "q: expected 'Linear', got 3"),
        (("up",), ["up"], r"q: expected a list of texts, got \('up',\)"),
        ([1, 2], ["up"], r"q: expected a list of texts, got \[1, 2\]"),
        (["up"], ["up", "down"], r"q: expected \['up', 'down'\], got \['up'\] \(missing: down\)"),
        (["a", "b", "b"], ["up"], r"got \['a', 'b', 'b'\] \(missing: up; unexpected: a, b\)"),
        (["down", "up"], ["up", "down"], r"\(another order, or the same more than once\)"),
        ((CODES,), (CODES, 0.5), "q: expected 2 values in a tuple, got 1 values"),
        (CODES, (CODES, 0.5), "q: expected 2 values in a tuple, got Tensor"),
        ((CODES, 0.25), (CODES, 0.5), r"q\[1\]: expected 0.5, got 0.25"),
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


@pytest.mark.parametrize("period", [1, 2, 3])
def test_a_check_that_only_counts_its_calls_fails(period: int) -> None:
    calls = itertools.count()

    def counts(square: Callable[[int], int]) -> None:
        assert next(calls) // period % 2 == 0

    def kills_by_counting() -> bool:
        try:
            check_kills(counts, right, planted)
        except AssertionError:
            return False
        return True

    # Of the 924 orders, one is the one that it counts on.
    assert not all(kills_by_counting() for _ in range(5))


def test_a_check_that_throws_a_coin_fails() -> None:
    def throws_a_coin(square: Callable[[int], int]) -> None:
        assert random.random() < 0.5

    def kills_five_times() -> None:
        for _ in range(5):
            check_kills(throws_a_coin, right, planted)

    with pytest.raises(AssertionError, match="throws_a_coin"):
        kills_five_times()


def test_a_check_that_is_not_written_yet_says_so() -> None:
    def unwritten(square: Callable[[int], int]) -> None:
        raise NotImplementedError

    with pytest.raises(NotImplementedError):
        check_kills(unwritten, right, planted)


class Remote:
    """A student's function as the grader sees it: it runs the source of a probe where the function is."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function

    def run_probe(self, run: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        namespace: dict[str, Any] = {"probe": lambda function: function}
        exec(textwrap.dedent(inspect.getsource(run)), namespace)
        there = [value.function if isinstance(value, Remote) else value for value in (*args, *kwargs.values())]
        return "remote", namespace[run.__name__](
            *there[: len(args)], **dict(zip(kwargs, there[len(args) :], strict=True))
        )


@probe
def applied(function: Callable[..., Any], value: Any = 2) -> Any:
    """Return function(value)."""
    return function(value)


def test_a_probe_is_an_ordinary_function_where_nothing_is_remote() -> None:
    assert applied(right) == 4
    assert applied(function=right, value=3) == 9


def test_a_probe_keeps_its_name_its_docstring_and_the_plain_function() -> None:
    assert (applied.__name__, applied.__doc__) == ("applied", "Return function(value).")
    assert "def applied" in inspect.getsource(applied)
    assert inspect.unwrap(applied)(right) == 4


def double(tensor: torch.Tensor) -> None:
    tensor *= 2


def double_each(tensor: torch.Tensor) -> list[torch.Tensor]:
    return [2 * value for value in tensor]


@pytest.mark.parametrize("place", ["at home", "remote"])
def test_arguments_after_shows_what_was_changed_in_place(place: str) -> None:
    tensor = torch.ones(2)
    if place == "at home":
        (after,) = arguments_after(double, tensor)
    else:
        answer = arguments_after(Remote(double), tensor)
        assert answer[0] == "remote"
        (after,) = answer[1]
    check_equal(after, torch.full((2,), 2.0))


@pytest.mark.parametrize("place", ["at home", "remote"])
def test_torch_operations_grow_with_a_loop_over_elements(place: str) -> None:
    if place == "at home":
        counts = [torch_operations(double_each, torch.ones(size)) for size in (3, 30)]
    else:
        counts = [torch_operations(Remote(double_each), tensor=torch.ones(size))[1] for size in (3, 30)]
    assert counts[1] == counts[0] + 27


def test_a_remote_keyword_argument_is_found_too() -> None:
    namespace_free = probe(inspect.unwrap(arguments_after))
    assert namespace_free(function=Remote(right), number=3) == ("remote", ())


def test_jupyter_shows_the_line_of_the_test_and_the_message_without_frames_between() -> None:
    shell = InteractiveShell.instance()
    with capture_output() as shown:
        shell.run_cell("from linquant_ref.checking import check_equal\n\ncheck_equal((1, 2), (1, 3), name='the pair')")
    assert shown.stdout == (
        "----> 3 check_equal((1, 2), (1, 3), name='the pair')\nWrongAnswerError: the pair[1]: expected 3, got 2\n"
    )


@pytest.mark.parametrize(("language", "columns"), [("en", 90), ("zh_CN", 45)])
def test_jupyter_shows_a_long_hint_in_lines_that_fit(
    language: str, columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGUAGE", language)
    with capture_output() as shown:
        InteractiveShell.instance().run_cell(
            "from linquant_ref import checking, hints\n\nchecking.check_equal(1, 2, mistakes={hints.WRAPS: [1]})"
        )
    hint = shown.stdout[shown.stdout.index("Hint: ") :]
    assert "".join(hint.split()) == "".join(f"Hint:{translated(hints.WRAPS)}".split())
    assert columns / 2 < max(map(len, hint.splitlines())) <= columns
