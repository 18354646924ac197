"""
What a worker process gives up before it sees a foreign query: memory, time, the network, other programs.

Linux only for the network: elsewhere the guard alone stands between a query and `SERVICE`. `confine` says what holds.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import resource
import signal
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

STACK_BYTES: Final = 32 * 1024**2
"""Stack of the thread that parses: four times the usual one, so that nesting within the limits is never near its end."""

_PR_SET_PDEATHSIG: Final = 1
_PR_SET_SECCOMP: Final = 22
_PR_SET_NO_NEW_PRIVS: Final = 38
_SECCOMP_MODE_FILTER: Final = 2
_CLONE_NEWUSER: Final = 0x10000000
_CLONE_NEWNET: Final = 0x40000000
_X32_BIT: Final = 0x40000000
_EPERM: Final = 1


@dataclass(frozen=True, slots=True)
class _Machine:
    """Audit name of an architecture, and its numbers of the system calls to refuse."""

    audit: int
    calls: Sequence[int]


# socket, connect, bind, listen, accept, accept4, socketpair, sendto, execve, execveat, ptrace, process_vm_writev,
# io_uring_setup: what opens a connection, starts a program or reaches into another process.
_MACHINES: Final = {
    "x86_64": _Machine(0xC000003E, (41, 42, 49, 50, 43, 288, 53, 44, 59, 322, 101, 311, 425)),
    "aarch64": _Machine(0xC00000B7, (198, 203, 200, 201, 202, 242, 199, 206, 221, 281, 117, 271, 425)),
}

_LOAD_WORD: Final = 0x20  # BPF_LD | BPF_W | BPF_ABS
_JUMP_EQUAL: Final = 0x15  # BPF_JMP | BPF_JEQ | BPF_K
_JUMP_AT_LEAST: Final = 0x35  # BPF_JMP | BPF_JGE | BPF_K
_RETURN: Final = 0x06  # BPF_RET | BPF_K
_ALLOW: Final = 0x7FFF0000
_REFUSE: Final = 0x00050000 | _EPERM
_OFFSET_OF_CALL: Final = 0
_OFFSET_OF_MACHINE: Final = 4


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def confine(*, parent: int) -> tuple[str, ...]:
    """
    Give up the network and other programs for the rest of this process's life.

    Args:
        parent: The process without which this one must not go on.

    Returns:
        The protections that hold: `parent`, `network`, `system-calls`.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    library = ctypes.CDLL(None, use_errno=True)
    held = []
    if _die_with_parent(library, parent):
        held.append("parent")
    if _leave_network(library):
        held.append("network")
    if _refuse_calls(library):
        held.append("system-calls")
    return tuple(held)


def limit_memory(memory_bytes: int) -> None:
    """
    Bound the writable memory of this process that is no file, all threads together.

    A store is opened before: that starts many threads for a moment, whose stacks would count.
    """
    resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes))
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_STACK, (STACK_BYTES, resource.getrlimit(resource.RLIMIT_STACK)[1]))


def limit_time(seconds: float) -> None:
    """End this process after some seconds, whatever it is doing then; 0 lifts the limit."""
    # The default action of the kernel needs no Python code to run, so a busy engine does not hold it up.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)


def _die_with_parent(library: ctypes.CDLL, parent: int) -> bool:
    if not hasattr(library, "prctl"):
        return False
    is_set = bool(library.prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0) == 0)
    if os.getppid() != parent:  # it ended before the signal was asked for
        os._exit(0)
    return is_set


def _leave_network(library: ctypes.CDLL) -> bool:
    """Move into a network of one's own that holds nothing; some systems and containers forbid it."""
    if not hasattr(library, "unshare"):
        return False
    return any(library.unshare(flags) == 0 for flags in (_CLONE_NEWNET, _CLONE_NEWUSER | _CLONE_NEWNET))


def _refuse_calls(library: ctypes.CDLL) -> bool:
    """Have the kernel refuse the system calls of the list; any process may ask for that, for itself."""
    machine = _MACHINES.get(platform.machine())
    if machine is None or not hasattr(library, "prctl"):
        return False
    steps = _filter(machine)
    program = _Program(len(steps), b"".join(steps))
    if library.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    return bool(library.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0) == 0)


def _filter(machine: _Machine) -> list[bytes]:
    """Write the filter: refuse another architecture's calls and those of the list, allow the rest."""
    calls = machine.calls
    steps = [
        _step(_LOAD_WORD, 0, 0, _OFFSET_OF_MACHINE),
        _step(_JUMP_EQUAL, 0, len(calls) + 3, machine.audit),
        _step(_LOAD_WORD, 0, 0, _OFFSET_OF_CALL),
        _step(_JUMP_AT_LEAST, len(calls) + 1, 0, _X32_BIT),
    ]
    for index, call in enumerate(calls):
        steps.append(_step(_JUMP_EQUAL, len(calls) - index, 0, call))
    return [*steps, _step(_RETURN, 0, 0, _ALLOW), _step(_RETURN, 0, 0, _REFUSE)]


def _step(code: int, jump_if_true: int, jump_if_false: int, value: int) -> bytes:
    return struct.pack("=HBBI", code, jump_if_true, jump_if_false, value)
