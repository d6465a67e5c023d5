"""Put the calling process into namespaces of its own, with Linux's system calls (unshare(2), mount(2), prctl(2)).

bubblewrap has already given the worker's parent a read-only system without network. This is the second wall, around
each submission: processes, temporary files, shared memory and sockets of one are out of sight of the next.
"""

import ctypes
import errno
import os
import platform
import resource
import struct

from linquant_course.grader.limits import Limits

_CLONE_NEWNS, _CLONE_NEWIPC, _CLONE_NEWUSER = 0x00020000, 0x08000000, 0x10000000
_CLONE_NEWPID, _CLONE_NEWNET = 0x20000000, 0x40000000
_MS_NOSUID, _MS_NODEV, _MS_BIND = 2, 4, 4096
_PR_SET_PDEATHSIG, _PR_CAPBSET_DROP, _PR_SET_CHILD_SUBREAPER, _PR_SET_NO_NEW_PRIVS = 1, 24, 36, 38
_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 22, 2
_SIGKILL = 9
_LAST_CAPABILITY = 63

# System calls that no lesson needs, by number: memory that no limit counts (shmget, msgget, memfd_create, memfd_secret,
# io_uring_setup), namespaces and mounts (unshare, setns, mount, umount2, pivot_root, open_tree, move_mount, fsopen,
# fsmount, mount_setattr), a look into others (ptrace, process_vm_*, pidfd_getfd, perf_event_open), and corners of the
# kernel that have been ways out of sandboxes (bpf, userfaultfd, add_key, request_key, keyctl).
_EVERYWHERE = (425, 428, 429, 430, 432, 438, 442, 447)
_DENIED = {
    "x86_64": (29, 68, 319, 272, 308, 165, 166, 155, 101, 310, 311, 298, 321, 323, 248, 249, 250),
    "aarch64": (194, 186, 279, 97, 268, 40, 39, 41, 117, 270, 271, 241, 280, 282, 217, 218, 219),
}
_CLONE = {"x86_64": 56, "aarch64": 220}
_CLONE3 = 435
_ARCHITECTURE = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
# Numbers from here on are those of x86-64's second set of system calls.
_X32 = 0x40000000

_libc = ctypes.CDLL(None, use_errno=True)


def own_namespaces() -> None:
    """Leave the parent's user, mount, network and IPC namespaces; the next child is the first of a new PID namespace.

    Raises:
        OSError: The kernel does not allow it.
    """
    user, group = os.getuid(), os.getgid()
    _call(_libc.unshare(_CLONE_NEWUSER | _CLONE_NEWPID | _CLONE_NEWNS | _CLONE_NEWIPC | _CLONE_NEWNET))
    for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)


def mount_private_folders(shown: dict[str, str], hidden: str, private: list[str], size: int) -> None:
    """Show folders at other places, hide the folder that they came from, and put empty folders over shared ones.

    Args:
        shown: Where each folder is to be seen.
        hidden: Folder that is to look empty.
        private: Folders that are to be empty and writable.
        size: Bytes that fit into each of them.
    """
    for source, target in shown.items():
        _mount(source, target, None, _MS_BIND, None)
    _mount("tmpfs", hidden, "tmpfs", _MS_NOSUID | _MS_NODEV, "size=4k,mode=555")
    for folder in private:
        _mount("tmpfs", folder, "tmpfs", _MS_NOSUID | _MS_NODEV, f"size={size},mode=777")


def give_up_privileges() -> None:
    """Drop every capability for good, and with it what the own user namespace allowed."""
    for capability in range(_LAST_CAPABILITY + 1):
        _libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)
    _call(_libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    _call(_libc.capset(header, (ctypes.c_uint32 * 6)()))


def deny_system_calls() -> None:
    """Have the kernel refuse system calls that no lesson needs, for good (seccomp(2)).

    Elsewhere than on x86-64 and 64-bit ARM, it does nothing.
    """
    machine = platform.machine()
    if machine not in _DENIED:
        return
    program = b"".join(struct.pack("=HBBI", *step) for step in _seccomp_program(machine))
    steps = ctypes.create_string_buffer(program, len(program))
    filter_program = struct.pack("@HP", len(program) // 8, ctypes.addressof(steps))
    _call(_libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, filter_program, 0, 0))


def _seccomp_program(machine: str) -> list[tuple[int, int, int, int]]:
    """Return steps (code, jump if true, jump if false, operand) of a classic BPF program over struct seccomp_data."""
    load, equal, at_least, any_bit, done = 0x20, 0x15, 0x35, 0x45, 0x06
    kill, allow, refuse = 0x80000000, 0x7FFF0000, 0x00050000
    refused = (done, 0, 0, refuse | errno.EPERM)
    steps = [(load, 0, 0, 4), (equal, 1, 0, _ARCHITECTURE[machine]), (done, 0, 0, kill), (load, 0, 0, 0)]
    steps += [(at_least, 0, 1, _X32), refused]
    for number in (*_DENIED[machine], *_EVERYWHERE):
        steps += [(equal, 0, 1, number), refused]
    # clone3's flags are out of a filter's sight; without it, libraries use clone.
    steps += [(equal, 0, 1, _CLONE3), (done, 0, 0, refuse | errno.ENOSYS)]
    steps += [(equal, 0, 3, _CLONE[machine]), (load, 0, 0, 16), (any_bit, 0, 1, _CLONE_NEWUSER), refused]
    return [*steps, (done, 0, 0, allow)]


def limit_resources(limits: Limits) -> None:
    """Set the calling process's and its children's limits (setrlimit(2))."""
    for kind, value in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_NPROC, limits.processes),
        (resource.RLIMIT_FSIZE, limits.file),
        (resource.RLIMIT_NOFILE, 256),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, int(limits.total)),
    ):
        _, hard = resource.getrlimit(kind)
        allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (allowed, allowed))


def die_with_parent() -> None:
    """Have the kernel kill the calling process when its parent ends."""
    _call(_libc.prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0))


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent ends."""
    _call(_libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0))


def _mount(source: str, target: str, kind: str | None, flags: int, data: str | None) -> None:
    encoded = (text.encode() if text is not None else None for text in (source, target, kind))
    _call(_libc.mount(*encoded, ctypes.c_ulong(flags), data.encode() if data else None))


def _call(result: int) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
