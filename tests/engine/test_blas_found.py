"""Which library `axpby` calls: the OpenBLAS that NumPy has loaded, and no other library."""

import ctypes.util

import numpy as np
import pytest
import threadpoolctl

from nnstudio.engine.blas import WORTH_A_CALL
from tests.engine.fresh_import import freshly_imported

OPENBLAS = [pool for pool in threadpoolctl.threadpool_info() if pool["internal_api"] == "openblas"]
needs_openblas = pytest.mark.skipif(not OPENBLAS, reason="this NumPy brings no OpenBLAS")


def goes_through_the_library(count=WORTH_A_CALL, dtype=np.float32):
    """Return whether a fresh `axpby` called a library, which needs no scratch; the result is right either way."""
    axpby = freshly_imported("nnstudio.engine.blas").axpby
    x, y = np.random.default_rng(0).random((2, count)).astype(dtype)
    expected, scratch = 0.5 * x + 0.25 * y, np.full_like(x, np.nan)
    axpby(0.5, x, 0.25, y, scratch)
    np.testing.assert_allclose(y, expected, rtol=1e-5)
    return bool(np.isnan(scratch).all())


def loaded(monkeypatch, *pools):
    monkeypatch.setattr(threadpoolctl, "threadpool_info", lambda: list(pools))


@needs_openblas
def test_the_openblas_that_numpy_has_loaded_is_called():
    assert goes_through_the_library()


@needs_openblas
def test_the_library_is_called_only_for_long_vectors_of_single_precision():
    assert not goes_through_the_library(count=WORTH_A_CALL - 1)
    assert not goes_through_the_library(dtype=np.float64)


@needs_openblas
def test_an_openblas_is_found_behind_a_library_of_another_kind(monkeypatch):
    loaded(monkeypatch, {"internal_api": "openmp", "filepath": "/nowhere/libgomp.so"}, *OPENBLAS)
    assert goes_through_the_library()


@needs_openblas
def test_an_openblas_is_found_behind_one_that_lacks_the_function(monkeypatch):
    without = ctypes.util.find_library("m")
    if without is None:
        pytest.skip("this system has no library of mathematics to stand for one")
    loaded(monkeypatch, {"internal_api": "openblas", "filepath": without}, *OPENBLAS)
    assert goes_through_the_library()


def test_a_library_of_another_kind_is_not_even_opened(monkeypatch):
    loaded(monkeypatch, {"internal_api": "mkl", "filepath": "/nowhere/libmkl.so"})
    assert not goes_through_the_library()


def test_without_any_library_numpy_computes_the_result(monkeypatch):
    loaded(monkeypatch)
    assert not goes_through_the_library()


def test_an_openblas_that_cannot_end_its_threads_keeps_them(monkeypatch):
    without = ctypes.util.find_library("m")
    if without is None:
        pytest.skip("this system has no library of mathematics to stand for one")
    loaded(monkeypatch, {"internal_api": "openblas", "filepath": without})
    entered = False
    with freshly_imported("nnstudio.engine.blas").new_threads():
        entered = True
    assert entered
