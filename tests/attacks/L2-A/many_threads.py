"""Starts threads without end, each with a tensor of its own."""

DESERVES: list[str] = []
UNSAFE_FOR_STOCK = True
LAST = """
import threading
import time

for _ in range(5000):
    try:
        threading.Thread(target=lambda: (torch.ones(1000), time.sleep(60)), daemon=True).start()
    except RuntimeError:
        break
"""
