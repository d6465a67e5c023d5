"""Python and its packages, the sandbox, memory, disk and fonts."""

import importlib.util
import shutil
import sys
from collections.abc import Iterator

import psutil

from linquant_course.course import Course
from linquant_course.doctor.finding import Finding, note, ok, problem
from linquant_course.grader.engines import processors
from linquant_course.grader.limits import Limits
from linquant_course.grader.sandbox import missing
from linquant_ref.plotting._labels import find_chinese_font

GIGABYTE = 2**30
NO_SANDBOX = "without it, linquant grade --unsandboxed grades your own work only"
# Without the others this command does not start; module and package.
PACKAGES = {"jupyterlab": "jupyterlab", "ipywidgets": "ipywidgets", "sklearn": "scikit-learn"}
# A graded notebook and its feedback page; L3-A's have 0.4 MB.
SUBMISSION = 0.4e-3 * GIGABYTE
SUBMISSIONS = 1_000


def findings(course: Course) -> Iterator[Finding]:
    """Yield what the machine itself lacks."""
    for module, package in PACKAGES.items():
        if importlib.util.find_spec(module):
            yield ok(f"package {package}")
        else:
            yield problem(
                f"no package {package}", f"{sys.executable} -m pip install --editable '{course.root}[course]'"
            )
    yield _sandbox()
    yield _memory()
    yield _disk(course)
    if any(language.startswith("zh") for language in course.translated_releases()):
        yield _font()


def _sandbox() -> Finding:
    """Return the first thing that isolating submissions lacks."""
    if sys.platform != "linux":
        remedy = "on Windows, use WSL 2; elsewhere a virtual machine or container"
        return problem("no Linux, for the sandbox", f"{remedy}; {NO_SANDBOX}")
    if shutil.which("bwrap") is None:
        remedy = "apt-get install bubblewrap, or your system's package of that name"
        return problem("no bubblewrap, for the sandbox", f"{remedy}; {NO_SANDBOX}")
    if reason := missing():
        remedy = (
            "sysctl -w kernel.unprivileged_userns_clone=1 user.max_user_namespaces=10000, on Ubuntu also "
            "kernel.apparmor_restrict_unprivileged_userns=0; start a container with --security-opt seccomp=unconfined"
        )
        return problem(f"no user namespaces, for the sandbox ({reason})", f"{remedy}; {NO_SANDBOX}")
    return ok("the sandbox: bubblewrap and user namespaces")


def _memory() -> Finding:
    """Return how many submissions at once could use all the memory that they may."""
    allowed = Limits().memory
    free = psutil.virtual_memory().available
    subject = f"memory: {free / GIGABYTE:.1f} GB free, and one submission may use {allowed / GIGABYTE:g} GB"
    at_once = free // allowed
    if at_once == 0:
        return problem(subject, "close other programs, or grade on a larger machine")
    if at_once < processors():
        subject += f" (against a class that does, linquant grade --jobs {at_once})"
    return ok(subject)


def _disk(course: Course) -> Finding:
    """Tell whether the graded notebooks and feedback pages of a large class fit."""
    free = psutil.disk_usage(str(course.root)).free
    need = SUBMISSIONS * SUBMISSION
    if free > need:
        return ok(f"disk: {free / GIGABYTE:.1f} GB free")
    subject = f"disk: {free / GIGABYTE:.1f} GB free in {course.root}"
    return problem(subject, f"make room: {SUBMISSIONS:,} graded submissions take about {need / GIGABYTE:.1f} GB")


def _font() -> Finding:
    if font := find_chinese_font():
        return ok(f"Chinese font {font}")
    return note(
        "no Chinese font: in Chinese lessons the words in the pictures stay English",
        "apt-get install fonts-wqy-zenhei, or your system's package of a font with Chinese characters",
    )
