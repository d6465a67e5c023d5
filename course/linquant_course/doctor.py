"""What a machine lacks for the course, and how to get it."""

import importlib.util
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from jupyter_client.kernelspec import KernelSpecManager

from linquant_course.course import Course


def findings(course: Course) -> Iterator[tuple[bool, str, str]]:
    """Yield (is fine, what was looked at, what to do about it)."""
    version = ".".join(map(str, sys.version_info[:3]))
    # Feedback pages need a selector library that fails on the first releases of 3.11.
    yield sys.version_info >= (3, 11, 4), f"Python {version}", "use Python 3.11.4 or newer"
    for package in ("torch", "numpy", "matplotlib", "jupyterlab", "nbgrader"):
        yield importlib.util.find_spec(package) is not None, f"package {package}", "pip install 'linquant[course]'"
    yield shutil.which("alembic") is not None, "alembic on PATH", "run linquant from the environment's bin folder"
    kernels = KernelSpecManager().find_kernel_specs()
    yield "python3" in kernels, "kernel python3", "python -m ipykernel install --sys-prefix"
    exchange = Path(course.config.Exchange.root)
    yield (
        exchange.is_dir() and os.access(exchange, os.W_OK),
        f"exchange folder {exchange}",
        "make the folder writable for everyone, or set LINQUANT_EXCHANGE to one that is",
    )
