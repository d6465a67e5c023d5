"""The child's side of inprocess: it imports little, because every case starts a child anew."""

import contextlib
import gc
import io
import signal
from types import FrameType

import matplotlib as mpl
import torch
from IPython.core.interactiveshell import InteractiveShell


def run_cells(cells: list[tuple[str, str, int]]) -> dict[str, str]:
    """Run cells in order in one IPython shell; return the exception's class name of those that raised, by name.

    Args:
        cells: Names, source texts and limits in seconds; a cell that runs longer raises KeyboardInterrupt.
    """
    mpl.use("Agg")
    torch.set_num_threads(1)
    signal.signal(signal.SIGALRM, _interrupt)
    # Otherwise a collection walks over all of torch, and copies the memory that this process shares with its parent.
    gc.freeze()
    shell = InteractiveShell.instance()
    # Drawing a traceback takes longer than the cell, and nobody sees it.
    shell.showtraceback = lambda *args, **options: None
    raised = {}
    for name, source, seconds in cells:
        signal.alarm(seconds)
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            result = shell.run_cell(source, store_history=False)
        signal.alarm(0)
        if error := result.error_before_exec or result.error_in_exec:
            raised[name] = type(error).__name__
    return raised


def _interrupt(signum: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt("the cell ran too long")
