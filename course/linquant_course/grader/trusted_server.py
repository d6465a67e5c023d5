"""The trusted tests' parent: imports what lessons need once, then forks a process for each submission."""

import argparse
import gc
import importlib
import os
import select
import signal
import socket
import sys

import matplotlib as mpl
import torch

from linquant_course.grader import isolation
from linquant_course.grader.channel import Channel
from linquant_course.grader.limits import Limits
from linquant_course.grader.session import Session
from linquant_course.grader.trusted import Cell, Grading


def main() -> None:
    """Serve the listening socket whose descriptor is given, until standard input is closed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("descriptor", type=int)
    parser.add_argument("workers", help="socket of the workers' parent")
    parser.add_argument("--preload", nargs="*", default=[])
    options = parser.parse_args()
    isolation.die_with_parent()
    mpl.use("Agg")
    for name in ["linquant_ref.checking", "linquant_ref.plotting", *options.preload]:
        importlib.import_module(name)
    torch.set_num_threads(1)
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(fileno=options.descriptor) as listener:
        print("ready", flush=True)
        while True:
            readable, _, _ = select.select([listener, sys.stdin], [], [])
            if sys.stdin in readable:
                return
            connection, _ = listener.accept()
            if os.fork() == 0:
                listener.close()
                try:
                    _grade(Channel(connection), options.workers)
                finally:
                    os._exit(0)
            connection.close()


def _grade(channel: Channel, workers: str) -> None:
    isolation.die_with_parent()
    job, _ = channel.receive()
    limits = Limits(**job["limits"])
    isolation.limit_resources(limits)
    # What the tests print belongs nowhere.
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 1)
    grading = Grading(lambda: Session(workers, job["lesson"], limits), _cells(job["source"]), limits)
    channel.send({"outputs": grading.run(_cells(job["cells"]))})


def _cells(told: list[list[str]]) -> list[Cell]:
    return [Cell(*fields) for fields in told]


if __name__ == "__main__":
    main()
