from threadpoolctl import threadpool_info

from nnstudio.runs.threads import automatic_thread_count, multiplying_threads
from tests.conftest import small_settings


def blas_threads():
    return {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}


def test_small_networks_use_one_thread():
    assert automatic_thread_count(small_settings(), 784, 10) == 1


def test_the_number_asked_for_holds_while_a_run_goes():
    before = blas_threads()
    with multiplying_threads(small_settings("threads=2")):
        assert blas_threads() == {2}
    assert blas_threads() == before
