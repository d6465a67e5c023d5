"""Never answers, ignores every signal, and keeps the other side waiting."""

DESERVES: list[str] = []
UNSAFE_FOR_STOCK = True
LAST = """
import signal
import time


def every_code(dtype=torch.int8):
    for number in range(1, 64):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            pass
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 64))
    while dtype == torch.int8:
        time.sleep(1)
"""
