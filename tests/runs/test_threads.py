import os

from threadpoolctl import threadpool_info

from nnstudio.runs.threads import automatic_thread_count, multiplying_threads
from tests.conftest import small_settings


def blas_threads():
    return {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}


def test_small_networks_use_one_thread():
    assert automatic_thread_count(small_settings(), 784, 10) == 1


def test_large_networks_use_every_core_but_the_one_that_augmentation_needs(monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 4)
    large = ("network.layers=[dense 2000 relu]", "batch_size=200")
    assert automatic_thread_count(small_settings(*large), 784, 10) == 4
    assert automatic_thread_count(small_settings(*large, "augmentation.rotation=10"), 784, 10) == 3


def test_the_number_asked_for_holds_while_a_run_goes():
    before = blas_threads()
    with multiplying_threads(small_settings("threads=2")):
        assert blas_threads() == {2}
    assert blas_threads() == before
