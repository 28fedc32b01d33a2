"""y ← a x + b y in one pass over memory, where NumPy needs two or three.

NumPy calls the BLAS that it brings for products of matrices, but not for this; so it is called here, in the library
that is loaded already. Where it is not found (another BLAS, another build), NumPy does it in its own passes.
"""

import ctypes
from collections.abc import Callable

import numpy as np
from threadpoolctl import threadpool_info

from nnstudio.engine.arrays import Floats

WORTH_A_CALL = 30_000
"""Numbers from which the shorter way through memory outweighs the few microseconds of the call."""
_DIALECTS = (("scipy_cblas_{}64_", ctypes.c_int64), ("cblas_{}64_", ctypes.c_int64), ("cblas_{}", ctypes.c_int))
"""How OpenBLAS names its functions, and what it counts in, in NumPy's own wheels and elsewhere."""


def _find_saxpby() -> Callable[..., None] | None:
    for pool in threadpool_info():
        if pool["internal_api"] != "openblas":
            continue
        library = ctypes.CDLL(pool["filepath"])
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
