"""Asks servers for the answers, over TCP, UDP, DNS, HTTP and the package index."""

DESERVES: list[str] = []
UNSAFE_FOR_STOCK = True
LAST = """
import socket
import subprocess
import sys
import urllib.request

socket.setdefaulttimeout(0.5)
for address in (("127.0.0.1", 27111), ("10.255.255.1", 80), ("::1", 27111)):
    try:
        socket.create_connection(address).sendall(str(In).encode())
        print("connected to", address)
    except OSError as error:
        print(error)
    try:
        family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        print("sent", socket.socket(family, socket.SOCK_DGRAM).sendto(b"datagram", address), "bytes")
    except OSError as error:
        print(error)
for name in ("localhost", "example.org"):
    try:
        print(socket.getaddrinfo(name, 80))
        print(urllib.request.urlopen(f"http://{name}:27111").read())
    except OSError as error:
        print(error)
command = [sys.executable, "-m", "pip", "install", "--retries", "0", "--timeout", "1", "--target", ".", "linquant"]
print(subprocess.run(command, capture_output=True, text=True, timeout=10).stderr[-300:])
"""
