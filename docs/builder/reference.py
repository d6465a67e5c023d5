"""Pages of the reference: one for each module of linquant_ref that others use, and one for the command line."""

import importlib
import inspect
import re
from types import ModuleType

from typer.cli import app as typer_itself
from typer.testing import CliRunner

import linquant_ref

API = "docs/api"
# Modules that linquant_ref does not import by itself, and which of their names are meant for others; () is all of them.
OTHER_MODULES: dict[str, tuple[str, ...]] = {
    "linquant_ref.checking": (),
    "linquant_ref.fresh": (),
    "linquant_ref.plotting": (),
    "linquant_ref.speed": ("compiled",),
    "linquant_ref.tracking": (),
}
# typer cuts the sentences of its list of commands; the page has them whole, and a table of contents.
CUT_LIST = re.compile(r"\*\*Commands\*\*:\n\n(\* .*\n)+\n")


def public_names() -> dict[str, list[str]]:
    """Return the names that are meant for others, by module."""
    found: dict[str, list[str]] = {}
    for name in linquant_ref.__all__:
        found.setdefault(getattr(linquant_ref, name).__module__, []).append(name)
    for module, names in OTHER_MODULES.items():
        found[module] = list(names) or _defined_in(importlib.import_module(module))
    return dict(sorted(found.items()))


def _defined_in(module: ModuleType) -> list[str]:
    """Return a module's __all__, or else the functions and classes in it without an underscore in front."""
    if hasattr(module, "__all__"):
        return list(module.__all__)
    return [
        name
        for name, value in vars(module).items()
        if (inspect.isfunction(value) or inspect.isclass(value))
        and value.__module__ == module.__name__
        and not name.startswith("_")
    ]


def api_pages() -> dict[str, bytes]:
    """Return the pages of the modules, and one that lists them."""
    names = public_names()
    pages = {f"{API}/{_short(module)}.md": _module_page(module, names[module]) for module in names}
    return {place: text.encode() for place, text in {f"{API}.md": _list_of(names), **pages}.items()}


def _short(module: str) -> str:
    return module.removeprefix("linquant_ref.")


def _module_page(module: str, names: list[str]) -> str:
    return (
        f"# {module}\n\n```{{eval-rst}}\n.. automodule:: {module}\n   :members: {', '.join(names)}\n"
        "   :show-inheritance:\n```\n"
    )


def _list_of(names: dict[str, list[str]]) -> str:
    rows = [
        f"| [{_short(module)}](api/{_short(module)}.md) | {_first_sentence(module)} | {len(names[module])} |"
        for module in names
    ]
    others = ", ".join(f"`{_short(module)}`" for module in OTHER_MODULES)
    return "\n".join(
        [
            "# The reference package\n",
            "`linquant_ref` holds the functions that the lessons ask for, and what the lessons are made with. All of",
            f"them can be imported from `linquant_ref` itself; those in {others} are imported from their modules.",
            "[Unusual numbers](numerics.md) says what happens to NaN, empty tensors and their like, and",
            "[the differences](differences.md) are those to PyTorch, torchao and ONNX.\n",
            "| module | what it is about | names |",
            "|---|---|---|",
            *rows,
            "",
        ]
    )


def _first_sentence(module: str) -> str:
    text = inspect.getdoc(importlib.import_module(module)) or ""
    return " ".join(text.partition("\n\n")[0].split()).replace("|", "\\|")


def command_page() -> dict[str, bytes]:
    """Return the page of the command line, which typer writes."""
    command = ["linquant_course.cli", "utils", "docs", "--name=linquant", "--title=The command line"]
    done = CliRunner().invoke(typer_itself, command, catch_exceptions=False)
    return {"docs/commands.md": CUT_LIST.sub("", done.stdout).encode()}
