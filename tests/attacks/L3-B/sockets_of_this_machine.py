"""Connects to sockets of other processes: abstract ones, those in folders, and its own end of the conversation."""

DESERVES: list[str] = []
LAST = r"""
import glob
import os
import socket

found = ["\0linquant-attack", *glob.glob("/tmp/**/workers*", recursive=True), *glob.glob("/run/**/*.sock", recursive=True)]
if os.path.exists("/proc/net/unix"):
    for line in open("/proc/net/unix"):
        name = line.split()[-1]
        found.append("\0" + name[1:] if name.startswith("@") else name)
for name in found:
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        try:
            client = socket.socket(socket.AF_UNIX, kind)
            client.settimeout(0.2)
            client.connect(name)
            client.sendall(b'{"lesson":"L3-B"}')
            print("connected to", repr(name))
        except OSError:
            pass
"""
