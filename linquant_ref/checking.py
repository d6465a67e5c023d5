"""What the lessons' tests are written with: comparisons whose messages a student can act on, and probes.

A comparison raises WrongAnswerError and says which of kind, shape, dtype or value is wrong, with the first wrong
element, and a hint where it recognises the mistake.

A probe looks at what plain data cannot show, such as an argument that was changed in place. The grader runs it in the
process of the student's functions, and the test judges what it returns. Elsewhere it is an ordinary function.
"""

import functools
import itertools
import random
import reprlib
import textwrap
import traceback
import unicodedata
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

import numpy as np
import torch

import linquant_ref.hints as hints
from linquant_ref.language import translated
from linquant_ref.mistakes import Mistakes

P = ParamSpec("P")
R = TypeVar("R")

# How often check_kills passes each implementation to a check.
CALLS_OF_EACH = 6
HINT = "Hint: "
INTEGERS = (torch.int8, torch.uint8, torch.int16, torch.int32, torch.int64)
# Of names, and of other values that are shown as they are.
SHORT = reprlib.Repr()
SHORT.maxlist, SHORT.maxstring = 20, 100
# nbgrader's Validate shows so many columns of a line, and does not wrap it.
COLUMNS = 90


class WrongAnswerError(AssertionError):
    """What a failing check raises; Jupyter shows it without the frames between the test's line and the message."""

    def _render_traceback_(self) -> list[str]:
        # IPython looks for this method: https://ipython.readthedocs.io/en/stable/config/integrating.html
        frames = [frame for frame in traceback.extract_tb(self.__traceback__) if frame.filename != __file__]
        where = [f"----> {frames[-1].lineno} {frames[-1].line}"] if frames else []
        return [*where, *itertools.chain.from_iterable(map(_fitting, f"{type(self).__name__}: {self}".splitlines()))]


def _fitting(line: str) -> list[str]:
    """Return a line of a message, or those that a long hint is broken into."""
    if not line.startswith(HINT):
        return [line]
    # Chinese characters are as wide as two others.
    wide = any(unicodedata.east_asian_width(character) == "W" for character in line)
    return textwrap.wrap(line, COLUMNS // 2 if wide else COLUMNS)


def check_close(
    actual: Any,
    expected: Any,
    *,
    atol: float = 0.0,
    rtol: float = 0.0,
    name: str = "the result",
    mistakes: Mistakes | None = None,
) -> None:
    """Pass if |actual - expected| <= atol + rtol * |expected| everywhere and kind, shape and dtype are the same.

    Args:
        actual: What the student's function returned.
        expected: A tensor, an array, a number, a text, a list of texts, or a tuple of these. A plain number is also
            met by a tensor, an array or a NumPy scalar that holds one number.
        atol: Largest allowed absolute difference.
        rtol: Largest allowed difference relative to the expected value.
        name: What the message calls the value.
        mistakes: What known mistakes return, by the hint that the message ends with if actual is one of them.

    Raises:
        WrongAnswerError: Something differs. It is an AssertionError.
    """
    message = _difference(actual, expected, atol, rtol, name)
    if message is None:
        return
    for hint, results in (mistakes or {}).items():
        if any(_difference(actual, _plain(result), atol, rtol, name) is None for result in results):
            raise WrongAnswerError(_with_hint(message, hint))
    if general := _hint_about_order(actual, expected, atol, rtol) or _hint_about_dtype(actual, expected):
        raise WrongAnswerError(_with_hint(message, general))
    raise WrongAnswerError(message)


def check_equal(actual: Any, expected: Any, *, name: str = "the result", mistakes: Mistakes | None = None) -> None:
    """Pass if kind, shape, dtype and every value are the same. See check_close.

    Raises:
        WrongAnswerError: Something differs.
    """
    check_close(actual, expected, name=name, mistakes=mistakes)


def without_hints(message: str) -> tuple[str, list[str]]:
    """Return a check's message without the lines that are hints, and these hints without their mark."""
    lines = message.splitlines()
    hints = [line.removeprefix(HINT) for line in lines if line.startswith(HINT)]
    return "\n".join(line for line in lines if not line.startswith(HINT)), hints


def check_kills(check: Callable[[Any], None], right: Any, planted: Any) -> None:
    """Pass if a student's check accepts the right implementation and rejects the one with a planted bug.

    A check rejects an implementation by raising any exception, also one that the implementation raises itself. It
    gets both several times, in an order that nobody can foresee: verdicts by counting or by chance do not last.

    Raises:
        NotImplementedError: The check is not written yet.
        WrongAnswerError: The check rejects the right implementation, or accepts the planted one.
    """
    implementations = [right, planted] * CALLS_OF_EACH
    random.SystemRandom().shuffle(implementations)
    for implementation in implementations:
        try:
            check(implementation)
        except Exception as error:
            if implementation is planted:
                continue
            if isinstance(error, NotImplementedError):
                raise
            raise WrongAnswerError(f"{check.__name__} rejects the right implementation: {error}") from error
        if implementation is planted:
            raise WrongAnswerError(f"{check.__name__} accepts an implementation with a planted bug")


def probe(function: Callable[P, R]) -> Callable[P, R]:
    """Let the grader run a function of a test beside the student's functions, which are passed to it as arguments.

    A student's function, or an object it made, is known by the run_probe of its class, which the grader provides; the
    probe then runs where that function or object is. Without one among the arguments the function is just called.

    The grader sends the source text of the function. So it uses nothing but its parameters, imports in its body, and
    what the lesson's locked cells define, and it returns plain data: numbers, texts, tensors, arrays and containers.

    Args:
        function: Its source must be readable by inspect.getsource.

    Returns:
        A function that is called in the same way. Its attribute __wrapped__ is the plain function.
    """

    @functools.wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        __tracebackhide__ = True
        for value in (*args, *kwargs.values()):
            run_probe: Callable[..., R] | None = getattr(type(value), "run_probe", None)
            if run_probe is not None:
                return run_probe(value, function, args, kwargs)
        return function(*args, **kwargs)

    return wrapper


# The annotations of these probes are quoted because they are not defined where the grader runs their source.


@probe
def arguments_after(function: "Callable[..., Any]", *args: "Any", **kwargs: "Any") -> "tuple[Any, ...]":
    """Return args as they are after function(*args, **kwargs), to see whether it changed one of them."""
    function(*args, **kwargs)
    return args


@probe
def torch_operations(function: "Callable[..., Any]", *args: "Any", **kwargs: "Any") -> "int":
    """Return how many torch operations function(*args, **kwargs) calls, to see whether it loops over elements."""
    from torch.overrides import TorchFunctionMode

    class CountOperations(TorchFunctionMode):
        count = 0

        def __torch_function__(self, func, types, args=(), kwargs=None):  # type: ignore[no-untyped-def]
            self.count += 1
            return func(*args, **(kwargs or {}))

    with CountOperations() as counter:
        function(*args, **kwargs)
    return int(counter.count)


def _with_hint(message: str, hint: str) -> str:
    return f"{message}\n{HINT}{translated(hint)}"


def _difference(actual: Any, expected: Any, atol: float, rtol: float, name: str) -> str | None:
    """Return what is wrong with actual, or None."""
    if actual is None:
        return f"{name}: got None; does your function end with a return?"
    if isinstance(expected, tuple):
        return _difference_of_tuples(actual, expected, atol, rtol, name)
    if isinstance(expected, str):
        return None if actual == expected else f"{name}: expected {expected!r}, got {SHORT.repr(actual)}"
    if _is_texts(expected):
        return _difference_of_texts(actual, expected, name)
    if message := _difference_of_kinds(actual, expected, name):
        return message
    try:
        actual_values, expected_values = _as_float64(actual), _as_float64(expected)
    except (TypeError, ValueError):
        return f"{name}: expected a number, got {reprlib.repr(actual)}"
    if actual_values.shape != expected_values.shape:
        return f"{name}: expected one number, got shape {actual_values.shape}"
    with np.errstate(invalid="ignore"):
        right = np.abs(actual_values - expected_values) <= atol + rtol * np.abs(expected_values)
    right |= actual_values == expected_values
    return None if right.all() else _first_wrong(actual_values, expected_values, ~right, name)


def _difference_of_tuples(actual: Any, expected: tuple[Any, ...], atol: float, rtol: float, name: str) -> str | None:
    if not isinstance(actual, tuple) or len(actual) != len(expected):
        got = f"{len(actual)} values" if isinstance(actual, tuple) else type(actual).__name__
        return f"{name}: expected {len(expected)} values in a tuple, got {got}"
    pairs = enumerate(zip(actual, expected, strict=True))
    found = (_difference(item, wanted, atol, rtol, f"{name}[{position}]") for position, (item, wanted) in pairs)
    return next(filter(None, found), None)


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _difference_of_texts(actual: Any, expected: list[str], name: str) -> str | None:
    if not _is_texts(actual):
        return f"{name}: expected a list of texts, got {SHORT.repr(actual)}"
    if actual == expected:
        return None
    wrong = {
        "missing": dict.fromkeys(text for text in expected if text not in actual),
        "unexpected": dict.fromkeys(text for text in actual if text not in expected),
    }
    found = [f"{what}: {', '.join(texts)}" for what, texts in wrong.items() if texts]
    said = "; ".join(found) or "another order, or the same more than once"
    return f"{name}: expected {expected}, got {SHORT.repr(actual)} ({said})"


def _difference_of_kinds(actual: Any, expected: Any, name: str) -> str | None:
    if not isinstance(expected, torch.Tensor | np.ndarray):
        return None
    kind = torch.Tensor if isinstance(expected, torch.Tensor) else np.ndarray
    if not isinstance(actual, kind):
        return f"{name}: expected type {kind.__name__}, got {type(actual).__name__}"
    if tuple(actual.shape) != tuple(expected.shape):
        return f"{name}: expected shape {tuple(expected.shape)}, got {tuple(actual.shape)}"
    if actual.dtype != expected.dtype:
        return f"{name}: expected dtype {expected.dtype}, got {actual.dtype}"
    return None


def _hint_about_order(actual: Any, expected: Any, atol: float, rtol: float) -> str | None:
    if not (isinstance(expected, tuple) and isinstance(actual, tuple) and len(actual) == len(expected)):
        return None
    orders = itertools.permutations(expected)
    return hints.SWAPPED if any(_difference(actual, order, atol, rtol, "") is None for order in orders) else None


def _hint_about_dtype(actual: Any, expected: Any) -> str | None:
    if isinstance(expected, tuple) and isinstance(actual, tuple):
        return next(filter(None, map(_hint_about_dtype, actual, expected)), None)
    if not (isinstance(actual, torch.Tensor) and isinstance(expected, torch.Tensor)):
        return None
    if expected.dtype in INTEGERS and actual.is_floating_point():
        return hints.CODES_ARE_INTEGERS
    if expected.dtype in INTEGERS and actual.dtype == torch.int8 != expected.dtype:
        return hints.DEFAULT_DTYPE
    return None


def _plain(value: Any) -> Any:
    """Return a tensor or a NumPy scalar that holds one number as that number, which has no kind to be met."""
    return value.item() if getattr(value, "ndim", None) == 0 else value


def _as_float64(value: Any) -> np.ndarray:
    if isinstance(value, torch.Tensor):
        return value.detach().to(torch.float64).numpy()
    return np.asarray(value, dtype=np.float64)


def _first_wrong(actual: np.ndarray, expected: np.ndarray, wrong: np.ndarray, name: str) -> str:
    if expected.ndim == 0:
        return f"{name}: expected {expected.item():.7g}, got {actual.item():.7g}"
    index = tuple(int(i) for i in np.argwhere(wrong)[0])
    return (
        f"{name}: {wrong.sum()} of {wrong.size} values are wrong; first at "
        f"[{', '.join(map(str, index))}]: expected {expected[index]:.7g}, got {actual[index]:.7g}"
    )
