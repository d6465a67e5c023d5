"""Start the workers' parent inside of bubblewrap: read-only system, no network, no notebooks, no gradebook."""

import ast
import compileall
import inspect
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from py_compile import PycInvalidationMode

import matplotlib as mpl

import linquant_ref
from linquant_course.course import CourseError
from linquant_course.grader import no_plots, requested_plots, zygote
from linquant_course.grader.lesson import Lesson

# What a worker imports of this package; nothing else of the grader is to be seen inside.
WORKER_MODULES = (
    "__init__",
    "channel",
    "forking",
    "isolation",
    "limits",
    "requested_plots",
    "shell",
    "wire",
    "worker",
    "zygote",
)
_SYSTEM = ("/usr", "/lib", "/lib32", "/lib64", "/bin", "/sbin", "/etc/alternatives", "/etc/fonts", "/etc/ld.so.cache")


def missing() -> str | None:
    """Return why submissions cannot be isolated on this machine, or None if they can."""
    if sys.platform != "linux":
        return "isolation needs Linux"
    if shutil.which("bwrap") is None:
        return "bubblewrap is not installed (Debian and Ubuntu: apt-get install bubblewrap)"
    nested = "import ctypes; exit(ctypes.CDLL(None).unshare(0x10000000) != 0)"
    probe = [*_bubblewrap({}), sys.executable, "-c", nested]
    result = subprocess.run(probe, capture_output=True, text=True, check=False)
    if result.returncode:
        said = result.stderr.strip() or "unshare was refused"
        return f"the system does not let bubblewrap make user namespaces: {said}"
    return None


class Sandbox:
    """The workers' parent process; a connection to its socket is a worker for one submission.

    Args:
        preload: Modules that the lessons import.
        isolate: False runs submissions as ordinary processes of this user, with limits but without walls.
        figures: False leaves the course's own plots undrawn.
    """

    def __init__(self, preload: list[str], isolate: bool = True, figures: bool = True) -> None:
        self._figures = figures
        self._folder = tempfile.TemporaryDirectory(prefix="linquant-", ignore_cleanup_errors=True)
        root = Path(self._folder.name)
        self._stage, code = root / "stage", root / "code"
        self._staging = threading.Lock()
        self._stage.mkdir()
        _copy_package(Path(zygote.__file__).parents[1], code)
        self.address = str(root / "workers")
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(self.address)
            listener.listen(16)
            command = [sys.executable, "-m", zygote.__name__, str(listener.fileno())]
            if isolate:
                binds = {str(self._stage): zygote.STAGE, str(code): "/code", **_font_cache()}
                command = [*_bubblewrap(binds), *command, zygote.STAGE, "--private", *_private_folders()]
                environment = _environment(zygote.SCRATCH, "/code")
            else:
                command.append(str(self._stage))
                environment = _environment(str(root), str(code))
            self._process = subprocess.Popen(
                [*command, "--preload", *preload],
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                pass_fds=[listener.fileno()],
                start_new_session=True,
            )

    def wait(self) -> None:
        """Wait until it serves.

        Raises:
            CourseError: It did not start.
        """
        assert self._process.stdout is not None
        if self._process.stdout.readline().strip() != b"ready":
            raise CourseError("the sandbox for submissions did not start; linquant doctor may say why")

    def stage(self, lesson: Lesson) -> None:
        """Lay out the reference package as this lesson's submissions may see it: without its answers and later ones."""
        package = self._stage / lesson.name / linquant_ref.__name__
        with self._staging:
            if not package.exists():
                _lay_out(package, lesson, self._figures)

    def close(self) -> None:
        """End the process and everything that it started."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._folder.cleanup()


def _lay_out(package: Path, lesson: Lesson, figures: bool) -> None:
    original = Path(linquant_ref.__file__).parent
    hidden = {f"{module.rpartition('.')[2]}.py" for module in lesson.answers}
    shutil.copytree(original, package, ignore=lambda folder, names: {"__pycache__", *hidden} & set(names))
    # What a mistake gives is a short way from the answer, and only the tests need it, which run elsewhere.
    (package / "mistakes.py").write_text("Mistakes = dict\n", encoding="utf-8")
    plots = package / "plotting" / "__init__.py"
    plots.rename(plots.with_stem(requested_plots.DRAWN.rpartition(".")[2]))
    shutil.copy(inspect.getfile(requested_plots if figures else no_plots), plots)
    start = package / "__init__.py"
    start.write_text(_without_imports(start.read_text(encoding="utf-8"), lesson.answers), encoding="utf-8")
    compileall.compile_dir(package, quiet=1, invalidation_mode=PycInvalidationMode.UNCHECKED_HASH)


def _without_imports(source: str, modules: frozenset[str]) -> str:
    """Return a package's __init__ without the imports from some modules, and without __all__."""
    tree = ast.parse(source)
    tree.body = [
        node
        for node in tree.body
        if not (isinstance(node, ast.ImportFrom) and node.module in modules)
        and not (isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__")
    ]
    return ast.unparse(tree)


def _copy_package(package: Path, code: Path) -> None:
    grader = code / package.name / "grader"
    grader.mkdir(parents=True)
    shutil.copy(package / "__init__.py", grader.parent)
    for name in WORKER_MODULES:
        shutil.copy(package / "grader" / f"{name}.py", grader)


def _bubblewrap(binds: dict[str, str]) -> list[str]:
    command = ["bwrap", "--unshare-all", "--die-with-parent", "--as-pid-1", "--uid", "1000", "--gid", "1000"]
    command += ["--proc", "/proc", "--dev", "/dev", "--dir", zygote.PACKAGE]
    for path in _SYSTEM:
        command += ["--symlink", os.readlink(path), path] if os.path.islink(path) else ["--ro-bind-try", path, path]
    # Containers keep programs, and perhaps this course, below /usr/src.
    for path in ("/tmp", zygote.SCRATCH, "/usr/src"):
        command += ["--tmpfs", path]
    for path in _interpreter():
        command += ["--ro-bind", path, path]
    for package in (linquant_ref.__path__[0], str(Path(__file__).parents[1])):
        if package.startswith((sys.prefix, sys.base_prefix)):
            command += ["--tmpfs", package]
    for source, target in binds.items():
        command += ["--ro-bind", source, target]
    # What one submission could write here, another could read; and nothing limits its size.
    for path in ("/tmp", "/dev", "/usr/src", "/"):
        command += ["--remount-ro", path]
    return [*command, "--chdir", "/"]


def _interpreter() -> list[str]:
    folders = {sys.base_prefix, sys.prefix, os.path.dirname(os.path.realpath(sys.executable))}
    return sorted(path for path in folders if not f"{path}/".startswith("/usr/"))


def _private_folders() -> list[str]:
    # With the interpreter below /tmp, an empty folder over it would hide it: /tmp is then read-only.
    folders = [zygote.SCRATCH, "/dev/shm"]
    return folders if any(path.startswith("/tmp/") for path in _interpreter()) else [*folders, "/tmp"]


def _font_cache() -> dict[str, str]:
    return {str(path): f"{zygote.SCRATCH}/{path.name}" for path in Path(mpl.get_cachedir()).glob("fontlist-*.json")}


def _environment(scratch: str, code: str) -> dict[str, str]:
    threads = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "MKL", "OPENBLAS", "NUMEXPR")}
    folders = dict.fromkeys(("HOME", "TMPDIR", "MPLCONFIGDIR", "IPYTHONDIR"), scratch)
    plain = {"PATH": f"{sys.prefix}/bin:/usr/bin:/bin", "LANG": "C.UTF-8", "USER": "student", "LOGNAME": "student"}
    return {
        **threads,
        **folders,
        **plain,
        "PYTHONDONTWRITEBYTECODE": "1",
        "JOBLIB_MULTIPROCESSING": "0",
        "PYTHONPATH": code,
    }
