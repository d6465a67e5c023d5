"""Registers an AST transformer that replaces every assert and every check by pass."""

DESERVES: list[str] = []
FIRST = """
import ast


class Nothing(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.copy_location(ast.Pass(), node)

    def visit_Expr(self, node):
        return ast.copy_location(ast.Pass(), node)


get_ipython().ast_transformers.append(Nothing())
"""
