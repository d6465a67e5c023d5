"""Replaces compile, exec and eval by versions that optimise asserts away or run nothing."""

DESERVES: list[str] = []
FIRST = """
import builtins
import codeop

plain_compile = builtins.compile
builtins.compile = lambda *args, **kwargs: plain_compile("None", "<nothing>", args[2] if len(args) > 2 else "exec")
codeop.Compile.__call__ = lambda self, *args, **kwargs: plain_compile("None", "<nothing>", "exec")
builtins.exec = builtins.eval = lambda *args, **kwargs: None
"""
