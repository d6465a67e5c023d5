"""Run Jupyter Book."""

import os
import subprocess
import sys
from pathlib import Path

DOCS = Path(__file__).resolve().parents[1]


def build(source: Path, output: Path, builder: str = "html") -> Path | None:
    """Build the pages in a folder, warnings being errors, and return the folder of the website; None if it failed.

    Args:
        source: What write_sources wrote.
        output: Where Jupyter Book makes its folder _build.
        builder: "html", or "linkcheck", which asks other addresses whether they are there.
    """
    program = str(Path(sys.executable).parent / "jupyter-book")
    command = [program, "build", str(source), f"--path-output={output}"]
    command += [f"--config={DOCS / '_config.yml'}", f"--toc={DOCS / '_toc.yml'}", f"--builder={builder}"]
    path = os.pathsep.join([str(DOCS), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [*command, "-W", "-n", "--keep-going", "-q"], env=os.environ | {"PYTHONPATH": path}, check=False
    )
    return output / "_build" / builder if done.returncode == 0 else None
