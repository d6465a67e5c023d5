"""Count the memory of tensors (lesson L4-D).

PyTorch does so on GPUs only: torch.cuda.max_memory_allocated.
"""

import weakref
from types import TracebackType
from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode


class TensorMemory(TorchDispatchMode):
    """Follow how many bytes the tensors take that are made while this context manager is active.

    What shares memory counts once, tensors on the meta device take none, and a tensor that is no longer used is
    subtracted. Memory that torch uses within one operation is not seen. A file that is mapped into memory counts with
    the bytes of its tensors.

    Attributes:
        history: Bytes after each change, beginning with 0.
    """

    def __init__(self) -> None:
        super().__init__()
        self.history = [0]
        self._active = False
        self._storages: set[int] = set()

    @property
    def peak(self) -> int:
        """Largest number of bytes at any time."""
        return max(self.history)

    def __enter__(self) -> "TensorMemory":
        """Begin to count."""
        self._active = True
        super().__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Stop counting; history stays as it is."""
        self._active = False
        super().__exit__(kind, error, traceback)

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """Run one operation of torch, and count what it made."""
        result = func(*args, **(kwargs or {}))
        for tensor in result if isinstance(result, tuple | list) else [result]:
            if isinstance(tensor, torch.Tensor) and not tensor.is_meta:
                self._count(tensor.untyped_storage())
        return result

    def _count(self, storage: torch.UntypedStorage) -> None:
        key = storage._cdata
        size = storage.nbytes()
        if size and key not in self._storages:
            self._storages.add(key)
            self._change(size)
            weakref.finalize(storage, self._forget, key, size)

    def _forget(self, key: int, size: int) -> None:
        self._storages.discard(key)
        self._change(-size)

    def _change(self, size: int) -> None:
        if self._active:
            self.history.append(self.history[-1] + size)
