import os
import warnings

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from nnstudio.runs.threads import automatic_thread_count, computing, multiplying_threads, single_thread
from tests.conftest import small_settings

LARGE = ("network.layers=[dense 2000 relu]", "batch_size=200")


def blas_threads():
    return {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}


def test_small_networks_use_one_thread():
    assert automatic_thread_count(small_settings(), (28, 28), 10) == 1


def test_large_networks_use_every_core_but_the_one_that_augmentation_needs(monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 4)
    assert automatic_thread_count(small_settings(*LARGE), (28, 28), 10) == 4
    assert automatic_thread_count(small_settings(*LARGE, "augmentation.rotation=10"), (28, 28), 10) == 3


def test_the_chosen_number_of_threads_holds_during_a_run():
    before = blas_threads()
    with multiplying_threads(small_settings("threads=2"), (28, 28), 10):
        assert blas_threads() == {2}
    assert blas_threads() == before


@pytest.mark.parametrize(("before", "asked"), [(2, 1), (1, 2)])
def test_a_chosen_number_can_raise_and_lower_the_number_of_threads(before, asked):
    with threadpool_limits(before, user_api="blas"):
        with multiplying_threads(small_settings(f"threads={asked}"), (28, 28), 10):
            assert blas_threads() == {asked}
        assert blas_threads() == {before}


def test_loading_and_drawing_use_one_thread_for_matrix_products():
    with threadpool_limits(2, user_api="blas"):
        with single_thread():
            assert blas_threads() == {1}
        assert blas_threads() == {2}


def test_without_a_chosen_number_the_automatic_one_holds(monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    for settings, expected in ((small_settings(), 1), (small_settings(*LARGE), 2)):
        with threadpool_limits(3 - expected, user_api="blas"), multiplying_threads(settings, (28, 28), 10):
            assert blas_threads() == {expected}


def test_the_sizes_of_the_network_decide(monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    just_small = small_settings("layers=[]", "batch_size=8500")  # 3 · 7840 · 8500 is just below the limit
    for sizes, expected in ((((784,), 10), 1), (((786,), 10), 2), (((784,), 11), 2)):
        with threadpool_limits(3 - expected, user_api="blas"), multiplying_threads(just_small, *sizes):
            assert blas_threads() == {expected}


def test_the_multiplications_of_a_batch_decide(monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 4)
    assert automatic_thread_count(small_settings("layers=[]", "batch_size=8503"), (28, 28), 10) == 1
    assert automatic_thread_count(small_settings("layers=[]", "batch_size=8504"), (28, 28), 10) == 4


def test_a_batch_of_everything_counts_as_fifty_thousand_pictures(monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 4)
    everything = small_settings("layers=[]", "batch_size=0")
    assert automatic_thread_count(everything, (1333,), 1) == 1
    assert automatic_thread_count(everything, (1334,), 1) == 4


@pytest.mark.parametrize("cores", [None, 1])
def test_a_machine_of_one_core_or_of_unknown_ones_uses_one_thread(monkeypatch, cores):
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    assert automatic_thread_count(small_settings(*LARGE), (28, 28), 10) == 1
    assert automatic_thread_count(small_settings(*LARGE, "augmentation.rotation=10"), (28, 28), 10) == 1


def test_numbers_that_grow_too_large_bring_no_warning_while_computing_and_the_threads_hold():
    with threadpool_limits(1, user_api="blas"), computing(small_settings("threads=2"), (28, 28), 10):
        assert blas_threads() == {2}
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            largest = np.full(2, np.finfo(np.float32).max)
            assert np.isinf(largest * largest).all()
            assert np.isnan(np.zeros(2) / np.zeros(2)).all()
            assert np.isinf(np.ones(2) / np.zeros(2)).all()
