"""Make the mutants of a lesson's reference answers."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType

import libcst as cst
from conftest import ROOT

from linquant_course.answers import grade_id, is_solution, with_reference_answer
from linquant_course.course import notebook_path, read_notebook
from mutants.operators import replacements

# Of these nodes the named part is no behaviour, or is changed where its parent is.
UNTOUCHED = {
    cst.Arg: "keyword",
    cst.AssignTarget: "target",
    cst.Assert: "msg",
    cst.Attribute: "attr",
    cst.CompFor: "target",
    cst.For: "target",
    cst.FunctionDef: "name",
    cst.Param: "name",
    cst.Raise: "exc",
}


@dataclass(frozen=True)
class Mutant:
    """A reference answer with one change.

    Attributes:
        function: Lesson and solution cell, as in L1-A.find_scale.
        operator: What kind of change it is.
        line: The changed lines as they were, without indentation.
        becomes: The changed lines as they are now.
        number: Counts mutants of one function whose line and becomes are the same, from 1.
        source: The whole solution cell.
    """

    function: str
    operator: str
    line: str
    becomes: str
    number: int
    source: str

    @property
    def key(self) -> tuple[str, str, str, int]:
        """What names the mutant, as long as the line stays as it is."""
        return self.function, self.line, self.becomes, self.number


def solution_cells(lesson: str) -> dict[str, str]:
    """Return the solution cells of a lesson with the reference's answers, by grade_id."""
    cells = read_notebook(notebook_path(ROOT / "source_notebooks", lesson)).cells
    return {grade_id(cell): with_reference_answer(cell.source) for cell in cells if is_solution(cell)}


def mutants_of_lesson(lesson: str, only: str = "") -> dict[str, list[Mutant]]:
    """Return the mutants of each graded function of a lesson, or of the one that is called only."""
    cells = solution_cells(lesson)
    return {name: mutants(source, f"{lesson}.{name}") for name, source in cells.items() if only in ("", name)}


def mutants(source: str, function: str) -> list[Mutant]:
    """Return the mutants of a cell with one function or class, each different from the answer and from the others."""
    module = cst.parse_module(source)
    seen = {_meaning(source)}
    times: Counter[tuple[str, str]] = Counter()
    found = []
    for node in _mutable(module):
        for operator, replacement in replacements(node):
            changed = module.deep_replace(node, replacement).code
            try:
                meaning = _meaning(changed)
            except SyntaxError:
                continue
            if meaning not in seen:
                seen.add(meaning)
                lines = _changed_lines(source, changed)
                times[lines] += 1
                found.append(Mutant(function, operator, *lines, times[lines], changed))
    return found


def _mutable(module: cst.Module) -> Iterator[cst.CSTNode]:
    """Yield the nodes in the bodies of the module's functions and methods, without signatures and docstrings."""
    (definition,) = module.body
    functions = [definition] if isinstance(definition, cst.FunctionDef) else definition.body.body
    for function in functions:
        if isinstance(function, cst.FunctionDef):
            body = function.body.body
            for statement in body[1:] if function.get_docstring() is not None else body:
                yield from _nodes(statement)


def _nodes(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    yield node
    untouched = getattr(node, UNTOUCHED.get(type(node), ""), None)
    for child in node.children:
        if child is not untouched or isinstance(child, cst.Subscript):
            yield from _nodes(child)


def _meaning(source: str) -> str:
    """Return the bytecode as text: equal where two sources cannot behave differently."""

    def of(code: CodeType) -> tuple[object, ...]:
        constants = [of(value) if isinstance(value, CodeType) else value for value in code.co_consts]
        return code.co_code, repr(constants), code.co_names, code.co_varnames, code.co_freevars, code.co_exceptiontable

    return repr(of(compile(source, "answer", "exec")))


def _changed_lines(before: str, after: str) -> tuple[str, str]:
    old, new = before.splitlines(), after.splitlines()
    while old and new and old[0] == new[0]:
        del old[0], new[0]
    while old and new and old[-1] == new[-1]:
        del old[-1], new[-1]
    return " ".join(line.strip() for line in old), " ".join(line.strip() for line in new)
