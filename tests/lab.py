"""JupyterLab and a browser for tests."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import psutil

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SECONDS = 120
SECONDS_TO_END = 15
WIDE = {"width": 1500, "height": 1000}
KERNEL = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}


@contextlib.contextmanager
def new_page(**options: Any) -> Iterator[Any]:
    """Open a page of a headless Chromium, with Playwright's options for its context; it is patient."""
    from playwright.sync_api import expect, sync_playwright

    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=CHROMIUM, args=arguments)
        context = browser.new_context(**options)
        context.set_default_timeout(1000 * SECONDS)
        expect.set_options(1000 * SECONDS)
        yield context.new_page()
        browser.close()


@contextlib.contextmanager
def jupyter_lab(folder: Path, **environment: str) -> Iterator[str]:
    """Serve a folder with the token 'test', as for a user who has no settings, and yield the address."""
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        port = chosen.getsockname()[1]
    command = [sys.executable, "-m", "jupyter", "lab", "--no-browser", "--allow-root", f"--port={port}"]
    address = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        own = {"JUPYTER_TOKEN": "test", "JUPYTER_CONFIG_PATH": "", "JUPYTER_CONFIG_DIR": home, "JUPYTER_DATA_DIR": home}
        log = Path(home, "log")
        with log.open("wb") as output:
            process = subprocess.Popen(
                command, cwd=folder, env=os.environ | own | environment, stdout=output, stderr=output
            )
        try:
            _wait_for(address, process, log)
            yield address
        finally:
            _end(process)


def write_notebook(path: Path, source: str) -> None:
    """Write a notebook of one cell."""
    cells = [nbformat.v4.new_code_cell(source)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": KERNEL}), path)


def run_all_cells(page: Any) -> None:
    """Run the notebook that a page shows."""
    # Cells that are run before there is a kernel may never end.
    page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for()
    page.locator(".jp-Notebook .jp-CodeCell").first.click()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + SECONDS
    while process.poll() is None and time.monotonic() < until:
        try:
            return urllib.request.urlopen(f"{address}/api?token=test", timeout=5).close()
        except OSError:
            time.sleep(0.25)
    raise RuntimeError(f"JupyterLab does not answer:\n{log.read_text(encoding='utf-8', errors='replace')}")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End JupyterLab and its kernels, also where it waits for one of its own threads for ever."""
    if process.poll() is not None:
        return
    everything = psutil.Process(process.pid).children(recursive=True)
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(SECONDS_TO_END)
    for one in psutil.wait_procs(everything, timeout=SECONDS_TO_END)[1]:
        one.kill()
    process.kill()
    process.wait()
