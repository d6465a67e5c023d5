"""What a machine lacks for the course, and how to get it."""

import importlib.util
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
from jupyter_client.kernelspec import KernelSpecManager

from linquant_course.course import Course
from linquant_course.grader.limits import Limits
from linquant_course.grader.sandbox import missing

Finding = tuple[bool, str, str]

GIGABYTE = 2**30
NO_SANDBOX = "without it, linquant grade --unsandboxed grades your own work only"


def findings(course: Course) -> Iterator[Finding]:
    """Yield (is fine, what was looked at, what to do about it)."""
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
    yield from _sandbox()
    yield _memory()


def _sandbox() -> Iterator[Finding]:
    """Yield what isolating submissions needs, up to the first thing that is missing."""
    linux = sys.platform == "linux"
    yield (
        linux,
        "Linux, for the sandbox",
        f"on Windows, use WSL 2; elsewhere a virtual machine or container; {NO_SANDBOX}",
    )
    if not linux:
        return
    bubblewrap = shutil.which("bwrap") is not None
    yield bubblewrap, "bubblewrap", f"apt-get install bubblewrap, or your system's package of that name; {NO_SANDBOX}"
    if not bubblewrap:
        return
    reason = missing()
    yield (
        reason is None,
        "user namespaces" if reason is None else f"user namespaces ({reason})",
        "sysctl -w kernel.unprivileged_userns_clone=1 user.max_user_namespaces=10000, on Ubuntu also "
        "kernel.apparmor_restrict_unprivileged_userns=0; start a container with --security-opt seccomp=unconfined; "
        + NO_SANDBOX,
    )


def _memory() -> Finding:
    """Return how many submissions at once could use all the memory that they may."""
    allowed = Limits().memory
    free = psutil.virtual_memory().available
    subject = f"memory: {free / GIGABYTE:.1f} GB free, and one submission may use {allowed / GIGABYTE:g} GB"
    at_once = free // allowed
    if 0 < at_once < len(os.sched_getaffinity(0)):
        subject += f" (against a class that does, linquant grade --jobs {at_once})"
    return at_once > 0, subject, "close other programs, or grade on a larger machine"
