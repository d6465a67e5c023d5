"""Run commands of nbgrader and linquant one after another in one process, as a person at a terminal would.

Each argument is a command line. A process of its own for each would import the same packages for seconds.
"""

import shlex
import shutil
import sys

from nbgrader.tests import run_nbgrader


def linquant(arguments: list[str]) -> None:
    # Students do without this package.
    from linquant_course.cli import main

    sys.argv = ["linquant", *arguments]
    try:
        main()
    except SystemExit as stop:
        if stop.code:
            raise


def copy(arguments: list[str]) -> None:
    shutil.copy(*arguments)


PROGRAMS = {"nbgrader": run_nbgrader, "linquant": linquant, "cp": copy}

if __name__ == "__main__":
    for command in sys.argv[1:]:
        program, *arguments = shlex.split(command)
        PROGRAMS[program](arguments)
