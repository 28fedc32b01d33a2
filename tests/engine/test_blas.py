import numpy as np
import pytest

from nnstudio.engine import blas


@pytest.fixture(params=["with the BLAS of NumPy", "without"])
def library(request, monkeypatch):
    if request.param == "without":
        monkeypatch.setattr(blas, "_saxpby", None)
    elif blas._saxpby is None:
        pytest.skip("this NumPy brings no OpenBLAS, so its own passes are all there is")


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("count", [1, 1000, blas.WORTH_A_CALL, blas.WORTH_A_CALL + 3])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(("a", "b"), [(1, 0.9), (-0.01, 1), (0.5, 0.25), (1, 1), (0, 2), (2, 0.5)])
def test_two_vectors_are_combined_in_place(count, dtype, a, b):
    x, y = np.random.default_rng(0).random((2, count)).astype(dtype)
    expected = a * x + b * y
    given = x.copy()
    blas.axpby(a, x, b, y, np.empty_like(x))
    np.testing.assert_allclose(y, expected, rtol=1e-6 if dtype is np.float32 else 1e-15, atol=1e-7)
    np.testing.assert_array_equal(x, given)


@pytest.mark.usefixtures("library")
def test_the_scratch_may_be_the_vector_that_is_added():
    x, y = np.random.default_rng(0).random((2, blas.WORTH_A_CALL), np.float32)
    expected = y - 0.5 * x
    blas.axpby(-0.5, x, 1, y, x)
    np.testing.assert_allclose(y, expected, rtol=1e-5, atol=1e-7)
