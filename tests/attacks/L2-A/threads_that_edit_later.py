"""Starts threads and atexit handlers that change results and outputs after the cell has ended."""

DESERVES: list[str] = []
LAST = """
import atexit
import gc
import threading
import time


def edit():
    while True:
        for found in gc.get_objects():
            if isinstance(found, dict) and found.get("output_type") == "error":
                found.clear()
                found.update(output_type="execute_result", data={"text/plain": "10"}, metadata={}, execution_count=1)
            if isinstance(found, dict) and "error" in found and isinstance(found["error"], dict):
                found["ok"] = found.pop("error")
        time.sleep(0.05)


for _ in range(2):
    threading.Thread(target=edit, daemon=False).start()
atexit.register(edit)
"""
