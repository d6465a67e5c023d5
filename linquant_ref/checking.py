"""Comparisons for the lessons' tests, with messages a student can act on.

Each raises AssertionError and says which of kind, shape, dtype or value is wrong, with the first wrong element.
__tracebackhide__ keeps their own frames out of the traceback that a student reads.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch


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
        raise AssertionError(f"{name} is None: does your function end with a return?")
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

    A check rejects an implementation by raising any exception, also one that the implementation raises itself.

    Raises:
        NotImplementedError: The check is not written yet.
        AssertionError: The check rejects the right implementation, or accepts the planted one.
    """
    __tracebackhide__ = True
    try:
        check(right)
    except NotImplementedError:
        raise
    except Exception as error:
        raise AssertionError(f"{check.__name__} rejects the right implementation: {error}") from error
    try:
        check(planted)
    except Exception:
        return
    raise AssertionError(f"{check.__name__} accepts an implementation with a planted bug")


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
        raise AssertionError(f"{name} has the wrong type: expected {kind.__name__}, got {type(actual).__name__}")
    if tuple(actual.shape) != tuple(expected.shape):
        raise AssertionError(f"{name} has the wrong shape: expected {tuple(expected.shape)}, got {tuple(actual.shape)}")
    if actual.dtype != expected.dtype:
        raise AssertionError(f"{name} has the wrong dtype: expected {expected.dtype}, got {actual.dtype}")


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
        return f"{name} is wrong: expected {expected.item():.7g}, got {actual.item():.7g}"
    index = tuple(int(i) for i in np.argwhere(wrong)[0])
    return (
        f"{name} has the right shape but {wrong.sum()} of {wrong.size} values are wrong; first at "
        f"[{', '.join(map(str, index))}]: expected {expected[index]:.7g}, got {actual[index]:.7g}"
    )
