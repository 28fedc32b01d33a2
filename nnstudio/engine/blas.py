"""Calls that NumPy does not offer to the OpenBLAS that it brings: y ← a x + b y, and restarting its threads.

For the first NumPy needs two or three passes over memory and BLAS one, so it is called in the library that is already
loaded. Where it is not found (another BLAS, another build), NumPy computes it in separate passes.
"""

import ctypes
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
from threadpoolctl import threadpool_info

from nnstudio.engine.arrays import Floats

WORTH_A_CALL = 30_000
"""The array length from which saving a pass over memory outweighs the few microseconds of the call."""
_DIALECTS = (("scipy_cblas_{}64_", ctypes.c_int64), ("cblas_{}64_", ctypes.c_int64), ("cblas_{}", ctypes.c_int))
"""The names of OpenBLAS's functions and the types of their integers, in NumPy's wheels and in other builds."""


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
    """Restart OpenBLAS's threads with the floating-point mode of the calling thread, and once more on exit.

    A POSIX thread inherits that mode from the thread that creates it (pthread_create(3)), and OpenBLAS creates its
    threads when NumPy is imported, before any mode can have been set. No other thread may multiply matrices on entry
    or on exit. On Windows threads inherit no mode, and nothing happens.
    """
    _end_threads()
    try:
        yield
    finally:
        _end_threads()


def _end_threads() -> None:
    """End the threads as OpenBLAS does before a fork; it creates new ones when they are next set or used."""
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
