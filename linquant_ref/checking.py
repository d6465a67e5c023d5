"""What the lessons' tests are written with: comparisons whose messages a student can act on, and probes.

A comparison raises AssertionError and says which of kind, shape, dtype or value is wrong, with the first wrong element.
__tracebackhide__ keeps their own frames out of the traceback that a student reads.

A probe looks at what plain data cannot show, such as an argument that was changed in place. The grader runs it in the
process of the student's functions, and the test judges what it returns. Elsewhere it is an ordinary function.
"""

import functools
import random
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

import numpy as np
import torch

P = ParamSpec("P")
R = TypeVar("R")

# How often check_kills passes each implementation to a check.
CALLS_OF_EACH = 6


def check_close(actual: Any, expected: Any, *, atol: float = 0.0, rtol: float = 0.0, name: str = "the result") -> None:
    """Pass if |actual - expected| <= atol + rtol * |expected| everywhere and kind, shape and dtype are the same.

    Args:
        actual: What the student's function returned.
        expected: A tensor, an array, a number, or a tuple of these. A plain number is also met by a tensor, an array
            or a NumPy scalar that holds one number.
        atol: Largest allowed absolute difference.
        rtol: Largest allowed difference relative to the expected value.
        name: What the message calls the value.

    Raises:
        AssertionError: Something differs.
    """
    __tracebackhide__ = True
    if actual is None:
        raise AssertionError(f"{name}: got None; does your function end with a return?")
    if isinstance(expected, tuple):
        _check_tuple(actual, expected, atol=atol, rtol=rtol, name=name)
        return
    if isinstance(expected, torch.Tensor | np.ndarray):
        _check_container(actual, expected, name)
    actual_values, expected_values = _as_float64(actual, name), _as_float64(expected, name)
    if actual_values.shape != expected_values.shape:
        raise AssertionError(f"{name}: expected one number, got shape {actual_values.shape}")
    with np.errstate(invalid="ignore"):
        right = np.abs(actual_values - expected_values) <= atol + rtol * np.abs(expected_values)
    right |= actual_values == expected_values
    if not right.all():
        raise AssertionError(_first_wrong(actual_values, expected_values, ~right, name))


def check_equal(actual: Any, expected: Any, *, name: str = "the result") -> None:
    """Pass if kind, shape, dtype and every value are the same. See check_close.

    Raises:
        AssertionError: Something differs.
    """
    __tracebackhide__ = True
    check_close(actual, expected, name=name)


def check_kills(check: Callable[[Any], None], right: Any, planted: Any) -> None:
    """Pass if a student's check accepts the right implementation and rejects the one with a planted bug.

    A check rejects an implementation by raising any exception, also one that the implementation raises itself. It
    gets both several times, in an order that nobody can foresee: verdicts by counting or by chance do not last.

    Raises:
        NotImplementedError: The check is not written yet.
        AssertionError: The check rejects the right implementation, or accepts the planted one.
    """
    __tracebackhide__ = True
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
            raise AssertionError(f"{check.__name__} rejects the right implementation: {error}") from error
        if implementation is planted:
            raise AssertionError(f"{check.__name__} accepts an implementation with a planted bug")


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


def _check_tuple(actual: Any, expected: tuple[Any, ...], *, atol: float, rtol: float, name: str) -> None:
    __tracebackhide__ = True
    if not isinstance(actual, tuple) or len(actual) != len(expected):
        got = f"{len(actual)} values" if isinstance(actual, tuple) else type(actual).__name__
        raise AssertionError(f"{name}: expected {len(expected)} values in a tuple, got {got}")
    for position, (actual_item, expected_item) in enumerate(zip(actual, expected, strict=True)):
        check_close(actual_item, expected_item, atol=atol, rtol=rtol, name=f"{name}[{position}]")


def _check_container(actual: Any, expected: torch.Tensor | np.ndarray, name: str) -> None:
    __tracebackhide__ = True
    kind = torch.Tensor if isinstance(expected, torch.Tensor) else np.ndarray
    if not isinstance(actual, kind):
        raise AssertionError(f"{name}: expected type {kind.__name__}, got {type(actual).__name__}")
    if tuple(actual.shape) != tuple(expected.shape):
        raise AssertionError(f"{name}: expected shape {tuple(expected.shape)}, got {tuple(actual.shape)}")
    if actual.dtype != expected.dtype:
        raise AssertionError(f"{name}: expected dtype {expected.dtype}, got {actual.dtype}")


def _as_float64(value: Any, name: str) -> np.ndarray:
    __tracebackhide__ = True
    if isinstance(value, torch.Tensor):
        return value.detach().to(torch.float64).numpy()
    try:
        array = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError):
        raise AssertionError(f"{name}: expected a number, got {value!r}") from None
    return array


def _first_wrong(actual: np.ndarray, expected: np.ndarray, wrong: np.ndarray, name: str) -> str:
    if expected.ndim == 0:
        return f"{name}: expected {expected.item():.7g}, got {actual.item():.7g}"
    index = tuple(int(i) for i in np.argwhere(wrong)[0])
    return (
        f"{name}: {wrong.sum()} of {wrong.size} values are wrong; first at "
        f"[{', '.join(map(str, index))}]: expected {expected[index]:.7g}, got {actual[index]:.7g}"
    )
