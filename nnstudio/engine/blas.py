"""What NumPy does not ask of the OpenBLAS that it brings: y ← a x + b y, and new threads.

NumPy needs two or three passes over memory for the first, BLAS one; so it is called here, in the library that is loaded
already. Where it is not found (another BLAS, another build), NumPy does it in its own passes.
"""

import ctypes
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
from threadpoolctl import threadpool_info

from nnstudio.engine.arrays import Floats

WORTH_A_CALL = 30_000
"""Numbers from which the shorter way through memory outweighs the few microseconds of the call."""
_DIALECTS = (("scipy_cblas_{}64_", ctypes.c_int64), ("cblas_{}64_", ctypes.c_int64), ("cblas_{}", ctypes.c_int))
"""How OpenBLAS names its functions, and what it counts in, in NumPy's own wheels and elsewhere."""


def _openblas_libraries() -> Iterator[ctypes.CDLL]:
    for pool in threadpool_info():
        if pool["internal_api"] == "openblas":
            yield ctypes.CDLL(pool["filepath"])


def _find_saxpby() -> Callable[..., None] | None:
    for library in _openblas_libraries():
        for name, integer in _DIALECTS:
            function = getattr(library, name.format("saxpby"), None)
            if function is not None:
                pointer, number = ctypes.c_void_p, ctypes.c_float
                function.argtypes = (integer, number, pointer, integer, number, pointer, integer)
                function.restype = None
                found: Callable[..., None] = function
                return found
    return None


_saxpby = _find_saxpby()


@contextmanager
def new_threads() -> Iterator[None]:
    """Let OpenBLAS begin its threads anew, with the floating-point mode of the calling thread, and again afterwards.

    A POSIX thread inherits that mode from the thread that begins it (pthread_create(3)), and OpenBLAS begins its
    threads as NumPy is imported, before anyone can have set a mode. Nobody may multiply matrices in another thread
    at the beginning and at the end. On Windows threads inherit no mode, and nothing happens.
    """
    _end_threads()
    try:
        yield
    finally:
        _end_threads()


def _end_threads() -> None:
    """Do what OpenBLAS does before a fork; the next one to set or use its threads begins new ones."""
    if os.name == "posix":
        for library in _openblas_libraries():
            if (shut_down := getattr(library, "blas_thread_shutdown_", None)) is not None:
                shut_down()


def axpby(a: float, x: Floats, b: float, y: Floats, scratch: Floats) -> None:
    """Set y ← a x + b y in place. All have the shape (count,), one dtype and no gaps.

    ``scratch`` is overwritten, and may be x.
    """
    if _saxpby is not None and x.dtype == np.float32 and len(x) >= WORTH_A_CALL:
        _saxpby(len(x), a, x.ctypes.data, 1, b, y.ctypes.data, 1)
        return
    if b != 1:
        y *= b
    if a == 1:
        y += x
    else:
        np.multiply(x, a, out=scratch)
        y += scratch
