"""What a process takes upon itself before it reads what strangers have made: limits by the kernel, and no network."""

import ctypes
import os
import resource
import signal

PR_SET_PDEATHSIG, CLONE_NEWUSER, CLONE_NEWNET = 1, 0x10000000, 0x40000000


def limit(*, memory_bytes: int, cpu_seconds: int, wall_seconds: int, file_bytes: int) -> None:
    """Let the kernel end this process when it goes beyond: address space, processor, clock, size of what it writes.

    It also goes when its parent goes, and leaves no core behind.
    """
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.setitimer(signal.ITIMER_REAL, wall_seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def without_network() -> None:
    """Leave the network for good, where the kernel lets us."""
    flags = CLONE_NEWNET if os.geteuid() == 0 else CLONE_NEWUSER | CLONE_NEWNET
    ctypes.CDLL(None).unshare(flags)
