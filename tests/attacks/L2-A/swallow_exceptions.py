"""Replaces showtraceback, the custom exception handler and sys.excepthook, so that no error is shown."""

DESERVES: list[str] = []
FIRST = """
import sys
import traceback

shell = get_ipython()
quiet = lambda *args, **kwargs: None
for name in ("showtraceback", "_showtraceback", "showsyntaxerror", "show_usage_error"):
    setattr(shell, name, quiet)
    setattr(type(shell), name, quiet)
shell.set_custom_exc((BaseException,), quiet)
sys.excepthook = traceback.print_exception = traceback.format_exception = quiet
"""
