"""What may import what: the grader hides the answers of a lesson, and of later ones, from a student's code."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import LESSONS, ROOT

from linquant_course.answers import DELEGATION, is_solution
from linquant_course.course import notebook_path, read_notebook

PACKAGE = ROOT / "linquant_ref"


def named_modules(lesson: str) -> set[str]:
    cells = read_notebook(notebook_path(ROOT / "source_notebooks", lesson)).cells
    text = "\n".join(cell.source for cell in cells if is_solution(cell))
    return {named["module"] for named in DELEGATION.finditer(text)}


def imported_modules(path: Path) -> set[str]:
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    names = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} has a relative import"
            names |= {node.module or ""} | {f"{node.module}.{alias.name}" for alias in node.names}
    return {name for name in names if re.match(r"linquant_ref\b", name)}


LESSON_OF = {module: lesson for lesson in LESSONS for module in named_modules(lesson)}
# The package itself is left out: it exports all answers, and the grader gives a student another one.
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts): path
    for path in sorted(PACKAGE.rglob("*.py"))
    if path != PACKAGE / "__init__.py"
}


def test_every_lesson_has_answers_in_modules_of_its_own() -> None:
    assert set(LESSON_OF) <= set(MODULES)
    assert [lesson for lesson in LESSONS if not named_modules(lesson)] == []
    assert len(LESSON_OF) == sum(len(named_modules(lesson)) for lesson in LESSONS), "two lessons share a module"


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_no_answer_of_its_lesson_or_a_later_one(module: str) -> None:
    imported = {name: LESSON_OF[name] for name in imported_modules(MODULES[module]) if name in LESSON_OF}
    assert "linquant_ref" not in imported_modules(MODULES[module]), "import from the submodules"
    allowed = LESSONS[: LESSONS.index(LESSON_OF[module])] if module in LESSON_OF else []
    assert {name: lesson for name, lesson in imported.items() if lesson not in allowed} == {}


def test_importing_the_package_loads_no_plotting_and_no_compiler() -> None:
    program = (
        "import sys, torch\n"
        "before = set(sys.modules)\n"
        "import linquant_ref\n"
        "print(*{name.partition('.')[0] for name in set(sys.modules) - before})\n"
        "print(*{'torch._dynamo', 'torch._inductor', 'linquant_ref.plotting'} & (set(sys.modules) - before))"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    packages, parts = run.stdout.split("\n")[:2]
    assert "linquant_ref" in packages.split()
    assert not {"matplotlib", "PIL", "pandas", "scipy", "sklearn"} & set(packages.split())
    assert parts == ""
