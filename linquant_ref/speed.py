"""Compute large tensors in blocks that fit the processor's cache, or with kernels that torch.compile makes.

A formula such as clamp(round(x / s + z)) makes a tensor of x's size at each step, and most of its time goes into
fetching that memory. In blocks, and in place, it needs little more than its result, and gives the same bits: a code
depends on one element and its scale, and a maximum is exact in any order. Each thread computes blocks of its own. The
body of a public function stays the formula; its other form stands in a decorator.
"""

import contextlib
import ctypes
import functools
import inspect
import mmap
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat
from typing import Any, ParamSpec, TypeVar

import torch
from torch.utils._python_dispatch import _get_current_dispatch_mode

from linquant_ref._validate import Arguments, Check, real_tensor, unread_real_tensor

P = ParamSpec("P")
R = TypeVar("R")

# Elements of a block, 1 MiB in float32; a tensor of one block is not cut.
BLOCK = 2**18
# What is computed from a block takes less than a quarter of all codes if there are 32 blocks for each thread. Smaller
# blocks than 2^16 take longer to start than to compute, and so do threads with fewer elements, which wait for Python's
# lock between their steps.
LEAST_BLOCKS = 32
SMALLEST_BLOCK = 2**16
SMALLEST_SHARE = 2**22
# In bytes.
LARGE_PAGE = 2**21


def _find_madvise() -> Callable[[int, int, int], int] | None:
    if not hasattr(mmap, "MADV_HUGEPAGE"):
        return None
    function = ctypes.CDLL(None).madvise
    function.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    return function


_madvise = _find_madvise()


class _Mode(threading.local):
    compiled = False


_mode = _Mode()


@contextlib.contextmanager
def compiled() -> Iterator[None]:
    """Within this context large tensors are computed by fused kernels, with the same results.

    torch.compile makes a kernel for each function, dtype and shape when it is first met, which takes seconds and needs
    a C++ compiler. The arguments are checked as always.

    Example:
        with compiled():
            codes, scale = linear_q_symmetric_per_channel(weight, dim=0)
    """
    before, _mode.compiled = _mode.compiled, True
    try:
        yield
    finally:
        _mode.compiled = before


def when_large(
    form: Callable[P, R], kernel: bool = True, finds_scales: bool = False
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Replace a function's body, where its first argument is a tensor of more than one block on the CPU.

    Args:
        form: Computes the same bits from the same arguments.
        kernel: Whether torch.compile can make a kernel of the body; not if it returns a Python number.
        finds_scales: Whether the last result is scales, none of which is finite where a value is not. The first
            argument's check is then read_by_the_form.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        fused = functools.cache(lambda: torch.compile(function, dynamic=False))
        first = next(iter(inspect.signature(function).parameters))

        @functools.wraps(function)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
            tensor: Any = args[0] if args else kwargs[first]
            if torch.compiler.is_compiling() or not _is_large(tensor):
                return function(*args, **kwargs)
            if _mode.compiled and kernel:
                named = {name: _as_tensor(value) for name, value in kwargs.items()}
                result: Any = fused()(*map(_as_tensor, args), **named)
            else:
                result = form(*args, **kwargs)
            if finds_scales:
                scales = result[-1] if isinstance(result, tuple) else result
                if not scales.isfinite().all():
                    real_tensor(first, tensor, {})
            return result  # type: ignore[no-any-return]

        return wrapper

    return decorate


def read_by_the_form(check: Check) -> Check:
    """Leave the search for NaN and infinity in a large tensor to a function that finds the largest value anyway."""

    def by_size(name: str, value: Any, arguments: Arguments) -> None:
        (unread_real_tensor if _is_large(value) else check)(name, value, arguments)

    return by_size


def _is_large(tensor: Any) -> bool:
    # A subclass may count or change what is done with it.
    plain = type(tensor) in (torch.Tensor, torch.nn.Parameter)
    return plain and tensor.device.type == "cpu" and tensor.numel() > BLOCK


def _as_tensor(value: Any) -> Any:
    # A Python float would become a constant of the kernel, and the next one need another kernel.
    return torch.tensor(value, dtype=torch.float32) if isinstance(value, float) else value


def on_large_pages(result: torch.Tensor) -> torch.Tensor:
    """Return a new, empty tensor after asking the system for large pages under it.

    With pages of 4 KiB, more than half of the time in which a large result is written goes into getting them. Linux
    gives pages of 2 MiB to those who ask, torch asks where THP_MEM_ALLOC_ENABLE is set, and other systems decide alone.
    """
    if _madvise and not result.is_meta:
        first, end = -(-result.data_ptr() // LARGE_PAGE), (result.data_ptr() + result.nbytes) // LARGE_PAGE
        if end > first:
            # It may refuse: the pages are then small.
            _madvise(first * LARGE_PAGE, (end - first) * LARGE_PAGE, mmap.MADV_HUGEPAGE)
    return result


def outermost_dim(tensor: torch.Tensor) -> int:
    """Return the dimension with the largest step in memory, of those with more than one index."""
    return max(range(tensor.dim()), key=lambda dim: (tensor.shape[dim] > 1, tensor.stride(dim), -dim))


def in_blocks(
    compute: Callable[..., Any],
    tensor: torch.Tensor,
    *others: Any,
    dim: int | None = None,
    scratch: torch.dtype | None = None,
) -> None:
    """Call compute with each part of a tensor, along one dimension, and with the parts of others that belong to it.

    As many threads as torch may use take one part after the other.

    Args:
        compute: Writes its results into parts; what is the same in several parts needs a lock.
        tensor: Tensor that is cut.
        others: Tensors with as many indices along that dimension, counted from the end, are cut with it; those with one
            index, or without that dimension, and what is no tensor are passed whole.
        dim: The dimension; by default the outermost one, or the longest one where that has few indices.
        scratch: With a dtype, compute's last argument is memory of the part's shape that its thread uses again.
    """
    threads = _threads_for(tensor)
    size = max(SMALLEST_BLOCK, min(BLOCK, tensor.numel() // (LEAST_BLOCKS * threads)))
    parts = iter(_cut(tensor, others, dim, size))
    inference, available = torch.is_inference_mode_enabled(), torch.get_num_threads()

    def work() -> None:
        # Torch's own threads would wait for each other after every step of every block. On idle processors that gains
        # little, on busy ones it takes twenty times as long.
        torch.set_num_threads(1)
        with torch.inference_mode(inference):
            space: tuple[torch.Tensor, ...] = ()
            for part in parts:
                if scratch and (not space or space[0].shape != part[0].shape):
                    space = (torch.empty_like(part[0], dtype=scratch),)
                compute(*part, *space)

    try:
        with ThreadPoolExecutor(threads) as pool:
            helpers = [pool.submit(work) for _ in range(threads - 1)]
            work()
        for helper in helpers:
            helper.result()
    finally:
        torch.set_num_threads(available)


def _threads_for(tensor: torch.Tensor) -> int:
    # A dispatch mode, such as linquant_ref.TensorMemory, sees its own thread only.
    most = torch.get_num_threads() if _get_current_dispatch_mode() is None else 1
    return max(1, min(most, tensor.numel() // SMALLEST_SHARE))


def _cut(tensor: torch.Tensor, others: tuple[Any, ...], dim: int | None, size: int) -> list[tuple[Any, ...]]:
    if dim is None:
        dim = outermost_dim(tensor)
        if tensor.shape[dim] * size < tensor.numel():
            dim = max(range(tensor.dim()), key=lambda dim: tensor.shape[dim])
    length = tensor.shape[dim]
    step = max(1, size * length // tensor.numel())
    from_the_end = dim - tensor.dim()
    parts = [
        torch.split(value, step, from_the_end) if _has_indices(value, from_the_end, length) else repeat(value)
        for value in (tensor, *others)
    ]
    return list(zip(*parts, strict=False))


def _has_indices(value: Any, dim: int, length: int) -> bool:
    return isinstance(value, torch.Tensor) and value.dim() >= -dim and value.shape[dim] == length
