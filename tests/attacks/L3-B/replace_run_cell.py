"""Replaces the shell's run_cell and run_code by functions that only report success."""

DESERVES: list[str] = []
FIRST = """
from IPython.core.interactiveshell import ExecutionResult, InteractiveShell

shell = get_ipython()
for name in ("run_cell", "run_cell_async", "run_code", "run_ast_nodes", "_run_cell"):
    for owner in (shell, type(shell), InteractiveShell):
        setattr(owner, name, lambda *args, **kwargs: ExecutionResult(None))
"""
