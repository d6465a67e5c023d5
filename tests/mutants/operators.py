"""What a mutant changes: an operator takes a node of an answer's syntax tree, and yields what replaces it."""

from collections.abc import Callable, Iterator
from typing import Any

import libcst as cst

MODULES = ("torch", "np", "math", "copy", "F", "nn")
ARITHMETIC = {
    "Add": ("Subtract",),
    "Subtract": ("Add",),
    "Multiply": ("Divide",),
    "Divide": ("Multiply",),
    "FloorDivide": ("Divide", "Multiply"),
    "Modulo": ("FloorDivide",),
    "Power": ("Multiply",),
    "MatrixMultiply": ("Multiply",),
    "LeftShift": ("RightShift",),
    "RightShift": ("LeftShift",),
    "BitAnd": ("BitOr", "BitXor"),
    "BitOr": ("BitAnd",),
    "BitXor": ("BitAnd", "BitOr"),
}
COMPARISON = {
    "Equal": ("NotEqual",),
    "NotEqual": ("Equal",),
    "LessThan": ("LessThanEqual", "GreaterThan"),
    "LessThanEqual": ("LessThan", "GreaterThanEqual"),
    "GreaterThan": ("GreaterThanEqual", "LessThan"),
    "GreaterThanEqual": ("GreaterThan", "LessThanEqual"),
    "In": ("NotIn",),  # codespell:ignore
    "NotIn": ("In",),  # codespell:ignore
    "Is": ("IsNot",),
    "IsNot": ("Is",),
}
DTYPES = {
    "int8": ("uint8", "int16"),
    "uint8": ("int8", "int16"),
    "int16": ("int8",),
    "int32": ("int16", "int64"),
    "int64": ("int32",),
    "float16": ("bfloat16", "float32"),
    "bfloat16": ("float16", "float32"),
    "float32": ("float64", "bfloat16", "float16"),
    "float64": ("float32",),
    "float": ("double", "half"),
}
ROUNDING = ("floor", "ceil", "trunc")
PAIRS = [("min", "max"), ("amin", "amax"), ("minimum", "maximum"), ("argmin", "argmax"), ("clamp_min", "clamp_max")]
BOUNDS = [("quant_min", "quant_max"), ("r_min", "r_max"), ("lower_bound", "upper_bound")]
DIMS = ("dim", "axis")
CLAMPS = ("clamp", "clip")

Operator = Callable[[Any], Iterator[cst.CSTNode]]
OPERATORS: list[tuple[str, tuple[type[cst.CSTNode], ...], Operator]] = []


def operator(name: str, *kinds: type[cst.CSTNode]) -> Callable[[Operator], Operator]:
    """Register a function that yields replacements of nodes of these kinds."""

    def register(function: Operator) -> Operator:
        OPERATORS.append((name, kinds, function))
        return function

    return register


def replacements(node: cst.CSTNode) -> Iterator[tuple[str, cst.CSTNode]]:
    """Yield (operator, replacement) for everything that may stand in a node's place."""
    for name, kinds, function in OPERATORS:
        if isinstance(node, kinds):
            for replacement in function(node):
                yield name, replacement


@operator("arithmetic", cst.BinaryOperation)
def _arithmetic(node: cst.BinaryOperation) -> Iterator[cst.CSTNode]:
    for other in ARITHMETIC.get(type(node.operator).__name__, ()):
        yield node.with_changes(operator=getattr(cst, other)())


@operator("arithmetic", cst.AugAssign)
def _augmented(node: cst.AugAssign) -> Iterator[cst.CSTNode]:
    for other in ARITHMETIC.get(type(node.operator).__name__.removesuffix("Assign"), ()):
        yield node.with_changes(operator=getattr(cst, f"{other}Assign")())


@operator("comparison", cst.ComparisonTarget)
def _comparison(node: cst.ComparisonTarget) -> Iterator[cst.CSTNode]:
    for other in COMPARISON[type(node.operator).__name__]:
        yield node.with_changes(operator=getattr(cst, other)())


@operator("constant", cst.Integer)
def _integer(node: cst.Integer) -> Iterator[cst.CSTNode]:
    for value in (node.evaluated_value + 1, node.evaluated_value - 1, 0):
        yield _number(str(value))


@operator("constant", cst.Float)
def _float(node: cst.Float) -> Iterator[cst.CSTNode]:
    for value in (node.evaluated_value + 1, node.evaluated_value - 1, 0.0):
        yield _number(repr(value))


@operator("constant", cst.Name)
def _truth(node: cst.Name) -> Iterator[cst.CSTNode]:
    if node.value in ("True", "False"):
        yield cst.Name(str(node.value == "False"))


@operator("bounds", cst.Name)
def _bound(node: cst.Name) -> Iterator[cst.CSTNode]:
    if other := _partner(node.value, BOUNDS):
        yield cst.Name(other)


@operator("min and max", cst.Name)
def _extreme(node: cst.Name) -> Iterator[cst.CSTNode]:
    if other := _partner(node.value, PAIRS):
        yield cst.Name(other)


@operator("min and max", cst.Attribute)
def _extreme_attribute(node: cst.Attribute) -> Iterator[cst.CSTNode]:
    if other := _partner(node.attr.value, PAIRS):
        yield node.with_changes(attr=cst.Name(other))


@operator("dtype", cst.Attribute)
def _dtype(node: cst.Attribute) -> Iterator[cst.CSTNode]:
    for other in DTYPES.get(node.attr.value, ()):
        if not (other == "bfloat16" and _root(node) == "np"):
            yield node.with_changes(attr=cst.Name(other))


@operator("dim", cst.Name)
def _dim(node: cst.Name) -> Iterator[cst.CSTNode]:
    if node.value in DIMS:
        yield cst.Integer("0")
        yield _number("-1")


@operator("rounding", cst.Call)
def _rounding(node: cst.Call) -> Iterator[cst.CSTNode]:
    if isinstance(node.func, cst.Attribute) and node.func.attr.value == "round":
        for other in ROUNDING:
            yield node.with_changes(func=node.func.with_changes(attr=cst.Name(other)))
    elif isinstance(node.func, cst.Name) and node.func.value == "round":
        inside = cst.Module([]).code_for_node(node.args[0].value)
        for text in (f"int({inside})", f"int(({inside}) // 1)", f"-int(-({inside}) // 1)"):
            yield _atom(cst.parse_expression(text))


@operator("clamp", cst.Call)
def _one_side(node: cst.Call) -> Iterator[cst.CSTNode]:
    if _called(node) in CLAMPS and len(node.args) > 1:
        for index in (-1, -2):
            args = list(node.args)
            args[index] = args[index].with_changes(value=cst.Name("None"))
            yield node.with_changes(args=args)


@operator("call dropped", cst.Call)
def _call(node: cst.Call) -> Iterator[cst.CSTNode]:
    if isinstance(node.func, cst.Attribute) and _root(node.func) not in (*MODULES, "super"):
        yield node.func.value
    elif node.args and node.args[0].keyword is None and not node.args[0].star:
        yield _atom(node.args[0].value)


@operator("argument dropped", cst.Call)
def _argument(node: cst.Call) -> Iterator[cst.CSTNode]:
    for dropped in node.args:
        if dropped.keyword is not None:
            yield node.with_changes(args=[arg for arg in node.args if arg is not dropped])


@operator("sign dropped", cst.UnaryOperation)
def _sign(node: cst.UnaryOperation) -> Iterator[cst.CSTNode]:
    if not isinstance(node.operator, cst.Plus):
        yield _atom(node.expression)


@operator("condition", cst.If, cst.IfExp, cst.While, cst.CompIf, cst.Assert)
def _condition(node: Any) -> Iterator[cst.CSTNode]:
    negated = cst.UnaryOperation(cst.Not(), _atom(node.test))
    yield node.with_changes(test=negated)


@operator("condition", cst.IfExp)
def _branch(node: cst.IfExp) -> Iterator[cst.CSTNode]:
    yield _atom(node.body)
    yield _atom(node.orelse)


@operator("condition", cst.BooleanOperation)
def _boolean(node: cst.BooleanOperation) -> Iterator[cst.CSTNode]:
    yield node.with_changes(operator=cst.Or() if isinstance(node.operator, cst.And) else cst.And())
    yield _atom(node.left)
    yield _atom(node.right)


@operator("statement dropped", cst.SimpleStatementLine, cst.BaseCompoundStatement)
def _statement(node: Any) -> Iterator[cst.CSTNode]:
    yield cst.SimpleStatementLine([cst.Pass()])


@operator("block opened", cst.With)
def _block(node: cst.With) -> Iterator[cst.CSTNode]:
    if all(item.asname is None for item in node.items):
        yield cst.If(test=cst.Name("True"), body=node.body)


def _partner(name: str, pairs: list[tuple[str, str]]) -> str | None:
    return next((b if name == a else a for a, b in pairs if name in (a, b)), None)


def _root(node: cst.BaseExpression) -> str | None:
    while isinstance(node, cst.Attribute):
        node = node.value
    if isinstance(node, cst.Call) and isinstance(node.func, cst.Name) and node.func.value == "super":
        return "super"
    return node.value if isinstance(node, cst.Name) else None


def _called(node: cst.Call) -> str | None:
    function = node.func.attr if isinstance(node.func, cst.Attribute) else node.func
    return function.value if isinstance(function, cst.Name) else None


def _number(text: str) -> cst.BaseExpression:
    return _atom(cst.parse_expression(text)) if text.startswith("-") else cst.parse_expression(text)


def _atom(node: Any) -> Any:
    """Return the expression in parentheses where another operator beside it might take it apart."""
    alone = cst.Name | cst.Attribute | cst.Call | cst.Subscript | cst.BaseNumber | cst.BaseString | cst.List | cst.Dict
    if isinstance(node, alone) or node.lpar:
        return node
    return node.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
