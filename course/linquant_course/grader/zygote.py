"""The workers' parent: imports what lessons need once, then forks a worker for each connection.

It runs inside of bubblewrap and never runs a line of a student's. Each connection gets two processes: a keeper, which
watches and kills, and behind a namespace of its own the worker.
"""

import argparse
import base64
import contextlib
import gc
import importlib
import io
import os
import select
import socket
import sys
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import psutil
import torch
from matplotlib import pyplot as plt
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib_inline.backend_inline import configure_inline_support
from PIL import Image

from linquant_course.grader import isolation
from linquant_course.grader.channel import Channel
from linquant_course.grader.forking import serve
from linquant_course.grader.limits import Limits
from linquant_course.grader.shell import Shell
from linquant_course.grader.worker import Worker

WATCH_SECONDS = 0.1
# New objects between two collections: a worker is short-lived, and its limits watch the memory.
GARBAGE = 50_000
PACKAGE = "/linquant"
STAGE = "/stage"
SCRATCH = "/scratch"


def main() -> None:
    """Serve the listening socket whose descriptor is given, until standard input is closed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("descriptor", type=int)
    parser.add_argument("stage", type=Path, help="folder with one folder per lesson, each with its linquant_ref")
    parser.add_argument("--private", nargs="*", default=[], help="isolate workers, each with these folders for itself")
    parser.add_argument("--preload", nargs="*", default=[])
    options = parser.parse_args()
    isolation.die_with_parent()
    shell = _prepared_shell(options.preload)
    serve(options.descriptor, lambda connection: _keep(connection, options.stage, options.private, shell))


def _prepared_shell(preload: list[str]) -> Shell:
    mpl.use("module://matplotlib_inline.backend_inline")
    mpl.interactive(True)
    # Most of the time that a picture takes goes into its texts.
    mpl.rc("text", hinting="none")
    mpl.rc("font", family="DejaVu Sans")
    for name in preload:
        importlib.import_module(name)
    torch.set_num_threads(1)
    shell = Shell.instance()
    configure_inline_support(shell, "module://matplotlib_inline.backend_inline")
    pictures(shell).for_type(Figure, drawn_once)
    # The first of everything is slow: fonts and IPython's transformers are loaded, a traceback needs Pygments.
    figure, axes = plt.subplots()
    axes.set_title("$x$")
    drawn_once(figure)
    plt.close("all")
    for source in ("import torch; torch.ones(2) @ torch.ones(2)", "1 / 0"):
        shell.run_cell(source, store_history=False)
    shell.outputs.take()
    shell.reset(new_session=True)
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE)
    return shell


def pictures(shell: Shell) -> Any:
    """Return what turns a shown object into a PNG."""
    assert shell.display_formatter is not None
    return shell.display_formatter.formatters["image/png"]


def drawn_once(figure: Figure) -> str:
    """Return the figure as PNG in base64, drawn once: savefig draws it two or three times, to trim its margins."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    data = io.BytesIO()
    Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB").save(data, "PNG", compress_level=3)
    return base64.b64encode(data.getvalue()).decode("ascii")


def _keep(connection: socket.socket, stage: Path, private: list[str], shell: Shell) -> None:
    channel = Channel(connection)
    hello, _ = channel.receive()
    limits = Limits(**hello["limits"])
    isolation.adopt_orphans()
    if private:
        isolation.own_namespaces()
    isolation.die_with_parent()
    worker = os.fork()
    if worker == 0:
        try:
            _become_worker(channel, stage / hello["lesson"], private, limits, shell)
        finally:
            os._exit(0)
    try:
        _watch(connection, worker, limits)
    finally:
        _kill_descendants()


def _become_worker(channel: Channel, package: Path, private: list[str], limits: Limits, shell: Shell) -> None:
    os.setsid()
    os.chdir("/")
    if private:
        isolation.mount_private_folders({str(package): PACKAGE}, STAGE, private, limits.file)
        os.chdir(SCRATCH)
        isolation.give_up_privileges()
        isolation.deny_system_calls()
    else:
        isolation.die_with_parent()
    sys.path.insert(0, PACKAGE if private else str(package))
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    isolation.limit_resources(limits)
    pictures(shell).enabled = limits.figures
    Worker(channel, shell).serve()


def _watch(connection: socket.socket, worker: int, limits: Limits) -> None:
    """Return when the other side hangs up, the worker ends, or it uses more than it may."""
    poll = select.poll()
    poll.register(connection, select.POLLRDHUP)
    while not poll.poll(WATCH_SECONDS * 1000):
        if os.waitid(os.P_PID, worker, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            return
        processes = psutil.Process().children(recursive=True)
        if len(processes) > limits.processes or sum(map(_resident_bytes, processes)) > limits.memory:
            return


def _resident_bytes(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0


def _kill_descendants() -> None:
    # The first process of a PID namespace takes all others with it; without one, orphans have become this one's.
    while processes := psutil.Process().children(recursive=True):
        for process in processes:
            with contextlib.suppress(psutil.Error):
                process.kill()
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG) != (0, 0):
                pass


if __name__ == "__main__":
    main()
