"""Limits that a process puts on itself before it reads a foreign file. None of them can be taken back."""

from __future__ import annotations

import ctypes
import os
import resource
import sys
from typing import Any

CLONE_NEWUSER, CLONE_NEWNET, CLONE_NEWIPC = 0x10000000, 0x40000000, 0x08000000
PR_SET_NO_NEW_PRIVS = 38
OPEN_FILES = 64
GRACE_S = 5  # between the signal that ends a process for its CPU time and the one that nothing stops

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
REFUSED_EVENTS = (
    "socket.",
    "subprocess.",
    "shutil.",
    "ctypes.",
    "ftplib.",
    "smtplib.",
    "urllib.",
    "http.",
    "webbrowser.",
)
REFUSED_OS = frozenset(
    """
    os.chflags os.chmod os.chown os.exec os.fork os.forkpty os.kill os.killpg os.link os.lockf os.mkdir os.posix_spawn
    os.putenv os.remove os.removexattr os.rename os.rmdir os.setxattr os.spawn os.startfile os.symlink os.system
    os.truncate os.utime os.unsetenv
    """.split()  # noqa: SIM905 - a list of strings would be three times as long to read
)


class Forbidden(PermissionError):
    """Something that a reader of files has no business to do."""


def shut_in(*, memory_bytes: int, cpu_s: int) -> None:
    """Limit this process for good: memory, CPU, no network, no writing of files, no other programs.

    The kernel holds memory, CPU and the size of written files; it cuts off the network where it lets an ordinary user
    do so. The audit hook refuses the same to Python code on every system.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_NOFILE, OPEN_FILES)
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s + GRACE_S))
    if hasattr(libc, "unshare") and libc.unshare(CLONE_NEWNET | CLONE_NEWIPC) != 0:
        # Not root: in a user namespace of its own it may. Where neither is allowed, the hook below is the only lock.
        libc.unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWIPC)
    if hasattr(libc, "prctl"):
        libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    _limit(resource.RLIMIT_AS, memory_bytes)
    sys.addaudithook(_refuse)


def _limit(what: int, value: int) -> None:
    _, hard = resource.getrlimit(what)
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(what, (value, value))


def _refuse(event: str, args: tuple[Any, ...]) -> None:
    if event == "open":
        flags = args[2]
        if isinstance(flags, int) and flags & WRITING:
            raise Forbidden("a reader of foreign files may not write")
    elif event in REFUSED_OS or event.startswith(REFUSED_EVENTS):
        raise Forbidden(f"a reader of foreign files may not {event}")
