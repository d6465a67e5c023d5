"""The trusted tests' parent: imports what lessons need once, then forks a process for each submission."""

import argparse
import gc
import hashlib
import importlib
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
import torch

from linquant_course.grader import isolation
from linquant_course.grader.album import Album
from linquant_course.grader.channel import Channel
from linquant_course.grader.forking import serve
from linquant_course.grader.limits import Limits
from linquant_course.grader.outputs import Output, safe_outputs
from linquant_course.grader.session import Session
from linquant_course.grader.trusted import Cell, Grading
from linquant_ref.fresh import SEED

MAX_OUTPUT = 16_000_000


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
    pictures_of(options.workers).mkdir()
    torch.set_num_threads(1)
    gc.collect()
    gc.freeze()
    serve(options.descriptor, lambda connection: _grade(Channel(connection), options.workers))


def _grade(channel: Channel, workers: str) -> None:
    isolation.die_with_parent()
    job, _ = channel.receive()
    limits = Limits(**job["limits"])
    isolation.limit_resources(limits)
    # What the tests print belongs nowhere.
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 1)
    os.environ[SEED] = str(seed_of(job["cells"]))

    def connect() -> Session:
        return Session(workers, job["lesson"], limits)

    told = Grading(connect, _cells(job["source"]), limits).run(_cells(job["cells"]))
    album = Album(pictures_of(workers), connect)
    channel.send({"outputs": within_limit(album.with_pictures(told))})


def pictures_of(workers: str) -> Path:
    """Return the folder of the pictures that this run has drawn; it goes with the sandbox."""
    return Path(f"{workers}.pictures")


def seed_of(cells: list[list[str]]) -> int:
    """Return the seed of the hidden tests' inputs: the same for the same cells, and another one for others."""
    return int.from_bytes(hashlib.sha256(json.dumps(cells).encode()).digest()[:7])


def within_limit(told: Sequence[Any]) -> list[list[Output]]:
    """Return outputs made harmless; once they fill MAX_OUTPUT characters, the rest is left out, but never an error."""
    left, kept = MAX_OUTPUT, []
    for outputs in map(safe_outputs, told):
        left -= len(json.dumps(outputs))
        kept.append(outputs if left > 0 else [output for output in outputs if output["output_type"] == "error"])
    return kept


def _cells(told: list[list[str]]) -> list[Cell]:
    return [Cell(*fields) for fields in told]


if __name__ == "__main__":
    main()
