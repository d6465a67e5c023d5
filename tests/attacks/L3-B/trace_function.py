"""Installs a trace function that returns from every check at once and jumps over asserts."""

DESERVES: list[str] = []
FIRST = """
import sys
import threading


def tracer(frame, event, argument):
    if event == "line" and ("check" in frame.f_code.co_name or "assert" in frame.f_code.co_name):
        last = max(line for _, _, line in frame.f_code.co_lines() if line)
        try:
            frame.f_lineno = last
        except ValueError:
            pass
    return tracer


sys.settrace(tracer)
threading.settrace(tracer)
sys.setprofile(lambda *args: None)
"""
