"""Denormal numbers count as zero while a network learns.

A float32 number below 1.2e-38 (float64: 2.2e-308) is denormal: it has fewer digits, and many processors take many times
longer for it. The momenta of inputs and units that are seldom active decay to such numbers and stay there.

Processors can treat them as zero. Each thread has this mode in its control register: the bits FTZ and DAZ of MXCSR on
x86-64 (Intel 64 and IA-32 Architectures Software Developer's Manual, vol. 1, 10.2.3.3 and 10.2.3.4), the bit FZ of
FPCR on ARM64 (Arm Architecture Reference Manual for A-profile). The C library reads and writes that register:
`fegetenv` and `fesetenv` on Linux and macOS, `_controlfp_s` on Windows.
"""

import ctypes
import platform
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from nnstudio.engine.arrays import Floats

Switch = Callable[[bool], bool]
"""Turns the mode of the calling thread on or off, and returns whether it was on."""


@dataclass(frozen=True)
class Layout:
    """Where a C library's ``fenv_t`` has the control register: its size and the index in 32-bit words, and the bits."""

    words: int
    index: int
    bits: int


_FTZ_AND_DAZ, _FZ = 1 << 15 | 1 << 6, 1 << 24
LAYOUTS = {
    ("Linux", "x86_64"): Layout(8, 7, _FTZ_AND_DAZ),
    ("Linux", "aarch64"): Layout(2, 0, _FZ),
    ("Darwin", "x86_64"): Layout(4, 1, _FTZ_AND_DAZ),
    ("Darwin", "arm64"): Layout(4, 2, _FZ),
}
"""By system and processor. Sources: ``bits/fenv.h`` of glibc, with which musl agrees, and ``fenv.h`` of macOS."""

_DN_SAVE, _DN_FLUSH, _MCW_DN = 0, 0x01000000, 0x03000000  # float.h of Windows

# Computed at import, before the mode is on: older versions of NumPy warn if finfo is first called in that mode.
_SMALLEST_NORMAL = {np.dtype(kind): np.finfo(kind).smallest_normal for kind in (np.float32, np.float64)}
_FACTORS = np.array([[1e-30, 1e-40], [1e-10, 1e10]], np.float32)  # a denormal product, and a denormal factor


def find_switch(library: object, system: str, machine: str) -> Switch | None:
    """Return the switch that the C ``library`` offers on a system and processor as `platform` names them, or None."""
    if system == "Windows":
        control = getattr(library, "_controlfp_s", None)
        return None if control is None else _windows_switch(control)
    layout = LAYOUTS.get((system, machine))
    read, write = getattr(library, "fegetenv", None), getattr(library, "fesetenv", None)
    return None if layout is None or read is None or write is None else _environment_switch(read, write, layout)


def _environment_switch(read: Callable[..., int], write: Callable[..., int], layout: Layout) -> Switch:
    def switch(is_on: bool) -> bool:
        environment = (ctypes.c_uint32 * layout.words)()
        read(environment)
        before = environment[layout.index]
        environment[layout.index] = before | layout.bits if is_on else before & ~layout.bits
        write(environment)
        return before & layout.bits == layout.bits

    return switch


def _windows_switch(control: Callable[..., int]) -> Switch:
    def switch(is_on: bool) -> bool:
        word = ctypes.c_uint()
        control(ctypes.byref(word), 0, 0)
        before = word.value
        control(ctypes.byref(word), _DN_FLUSH if is_on else _DN_SAVE, _MCW_DN)
        return before & _MCW_DN == _DN_FLUSH

    return switch


_SWITCH = find_switch(
    ctypes.CDLL("ucrtbase" if platform.system() == "Windows" else None), platform.system(), platform.machine()
)


@contextmanager
def flush_denormals(switch: Switch | None = _SWITCH) -> Iterator[bool]:
    """Treat denormals as zero in the calling thread and yield whether that works; restore the mode on exit.

    On Linux, threads created meanwhile inherit the mode; elsewhere each has to enter it.
    """
    if switch is None:
        yield are_denormals_flushed()
        return
    before = switch(True)
    try:
        yield are_denormals_flushed()
    finally:
        switch(before)


def are_denormals_flushed() -> bool:
    """Return whether NumPy, in the calling thread, treats denormal products and factors of float32 as zero."""
    # Compare bits: in this mode a denormal number also compares equal to zero.
    return not np.multiply(*_FACTORS).view(np.uint32).any()


def clear_denormals(vector: Floats, scratch: Floats) -> None:
    """Set the denormals of ``vector`` to zero in place, for processors that do not; overwrite ``scratch``.

    Both have the shape (count,) and one dtype.
    """
    np.abs(vector, out=scratch)
    vector[scratch < _SMALLEST_NORMAL[vector.dtype]] = 0
