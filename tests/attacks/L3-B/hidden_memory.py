"""Takes memory that no process shows as its own: files in memory, shared segments, full sockets."""

DESERVES: list[str] = []
UNSAFE_FOR_STOCK = True
LAST = """
import ctypes
import os
import socket

libc = ctypes.CDLL(None, use_errno=True)
kept = []
try:
    for number in range(40):
        kept.append(os.memfd_create(f"block{number}"))
        os.write(kept[-1], b"x" * 2**24)
    print("could take 640 MB in files in memory")
except (OSError, AttributeError) as error:
    print(error)
for number in range(40):
    segment = libc.shmget(0, 2**24, 0o1600)
    if segment < 0:
        break
    print("could take a shared segment")
"""
