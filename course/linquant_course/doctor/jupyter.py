"""What JupyterLab starts, shows and reads."""

import sys
from collections.abc import Iterator
from pathlib import Path

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_core.paths import jupyter_config_path
from jupyter_server.config_manager import BaseJSONConfigManager
from jupyter_server.extension.config import ExtensionConfigManager

from linquant_course.course import CONFIG, Course
from linquant_course.doctor.finding import Finding, note, ok, problem

KERNEL = "python3"
DISABLED = "disabledExtensions"
# jupyter_client puts its own Python in place of these.
ANY_PYTHON = ("python", f"python{sys.version_info.major}", f"python{sys.version_info.major}.{sys.version_info.minor}")
SERVER_EXTENSIONS = {
    "nbgrader.server_extensions.formgrader": "formgrader is not found",
    "nbgrader.server_extensions.validate_assignment": "Validate fails",
    "nbgrader.server_extensions.assignment_list": "the assignment list does not load",
}
LAB_EXTENSIONS = {
    "@jupyter/nbgrader": "there is no menu Nbgrader and no button Validate",
    "@jupyter/nbgrader:menu": "there is no menu Nbgrader",
    "@jupyter/nbgrader:formgrader": "formgrader does not open",
    "@jupyter/nbgrader:validate-assignment": "there is no button Validate",
    "@jupyter/nbgrader:assignment-list": "the assignment list does not open",
    "@jupyter-widgets/jupyterlab-manager": "the sliders do not show",
}


def findings(course: Course) -> Iterator[Finding]:
    """Yield what is wrong with JupyterLab's kernel, extensions and configuration."""
    yield _kernel()
    yield from _server_extensions()
    yield from _lab_extensions()
    yield _configuration(course)
    yield from _other_configurations(course)


def _kernel() -> Finding:
    """Tell whether notebooks run in this environment."""
    spec = KernelSpecManager().get_kernel_spec(KERNEL)
    program = spec.argv[0]
    if program in ANY_PYTHON or _is_same(Path(program).parent, Path(sys.executable).parent):
        return ok(f"kernel {KERNEL}")
    return problem(
        f"the kernel {KERNEL} is {program}, not {sys.executable}: notebooks run without this course's packages",
        f"delete {spec.resource_dir}, or rename it, which renames the kernel",
    )


def _server_extensions() -> Iterator[Finding]:
    enabled = ExtensionConfigManager(read_config_path=jupyter_config_path()).get_jpserver_extensions()
    disabled = [name for name in SERVER_EXTENSIONS if not enabled.get(name)]
    for name in disabled:
        subject = f"JupyterLab's server extension {name} is disabled: {SERVER_EXTENSIONS[name]}"
        yield problem(subject, f"jupyter server extension enable --sys-prefix {name}")
    if not disabled:
        yield ok("nbgrader's server extensions")


def _lab_extensions() -> Iterator[Finding]:
    folders = [Path(folder) / "labconfig" for folder in jupyter_config_path()]
    settings = {folder / "page_config.json": _disabled(folder) for folder in folders}
    # Of the files that say something of an extension, the first one counts.
    decided = {name: next((path for path in settings if name in settings[path]), None) for name in LAB_EXTENSIONS}
    disabled = {name: path for name, path in decided.items() if path and settings[path][name]}
    for name, path in disabled.items():
        subject = f"JupyterLab's extension {name} is disabled: {LAB_EXTENSIONS[name]}"
        yield problem(subject, f"take it out of disabledExtensions in {path}")
    if not disabled:
        yield ok("JupyterLab's extensions for nbgrader and the sliders")


def _disabled(folder: Path) -> dict[str, bool]:
    found: dict[str, bool] = BaseJSONConfigManager(config_dir=str(folder)).get("page_config").get(DISABLED, {})
    return found


def _configuration(course: Course) -> Finding:
    """Tell whether nbgrader finds this course's configuration."""
    here = (course.root / CONFIG).parent
    if any(_is_same(Path(folder), here) for folder in jupyter_config_path()):
        return ok("nbgrader and formgrader find this course")
    return note(
        f"JUPYTER_CONFIG_PATH does not name {here}",
        "make lab sets it; where you start JupyterLab or nbgrader by hand, set it to that folder, or formgrader lists "
        "no lessons",
    )


def _other_configurations(course: Course) -> Iterator[Finding]:
    """Yield further files that nbgrader reads, and linquant does not."""
    folders = [course.root, *map(Path, jupyter_config_path())]
    files = [folder / f"{CONFIG.stem}{suffix}" for folder in folders for suffix in (".py", ".json")]
    for file in filter(Path.is_file, files):
        if file.parent == course.root:
            yield problem(
                f"nbgrader and formgrader take {file} before {CONFIG}, and linquant does not read it",
                f"move what you need from it into {CONFIG}, and delete it",
            )
        elif not _is_same(file, course.root / CONFIG):
            yield note(
                f"nbgrader and formgrader also read {file}, and linquant does not",
                f"repeat in {CONFIG} what of it this course needs",
            )


def _is_same(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()
