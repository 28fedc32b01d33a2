"""Denormal numbers count as zero inside the mode, and nowhere else."""

import ctypes
import subprocess
import sys
import threading

import numpy as np
import pytest

from nnstudio.data.dataset import PictureSamples
from nnstudio.engine.denormals import are_denormals_flushed, clear_denormals, find_switch, flush_denormals
from nnstudio.engine.events import BatchFinished
from nnstudio.engine.layers import Dense
from nnstudio.engine.network import Network, NetworkSettings
from nnstudio.engine.optimizers import OPTIMIZERS, Momentum
from nnstudio.engine.random_streams import RandomStreams
from nnstudio.engine.training import CLEARING_INTERVAL, Training
from nnstudio.engine.training_settings import TrainingSettings

with flush_denormals() as _works:
    needs_the_mode = pytest.mark.skipif(not _works, reason="no way to this processor's mode is known")

BETWEEN = CLEARING_INTERVAL * 3 - 10
"""A step long after the state was last cleared, where it is."""


class NoSuchFunctions:
    """A C library that lacks what this module looks for."""


class RecordingLibrary:
    """A C library of another system, whose register is 32-bit words of memory."""

    def __init__(self, *words):
        self.words = list(words)

    def fegetenv(self, environment):
        environment[:] = self.words
        return 0

    def fesetenv(self, environment):
        self.words = list(environment)
        return 0

    def _controlfp_s(self, current, new, mask):
        self.words[0] = self.words[0] & ~mask | new & mask
        ctypes.cast(current, ctypes.POINTER(ctypes.c_uint))[0] = self.words[0]
        return 0


def is_denormal(numbers):
    """Return which numbers are denormal, by their bits: in the mode a comparison would treat them as zero."""
    magnitude = np.asarray(numbers, np.float32).view(np.uint32) & 0x7FFFFFFF
    return (magnitude > 0) & (magnitude < 0x00800000)


def rarely_active(count=BETWEEN, inputs=60):
    """Return samples with a single input that is not zero, so that nearly all weights have no gradient at a step."""
    pictures = np.zeros((count, inputs), np.uint8)
    pictures[np.arange(count), np.arange(count) % inputs] = 255
    return PictureSamples(pictures, (np.arange(count) % 4).astype(np.uint8))


def trained(optimizer, steps=BETWEEN):
    """Return a training of ``steps`` batches of one sample each."""
    network = Network(NetworkSettings((Dense(8),)), (60,), 4)
    samples = rarely_active()
    training = Training(
        network, TrainingSettings(optimizer, batch_size=1, epochs=0), samples, samples, RandomStreams.from_seed(1)
    )
    for event in training.events():
        if isinstance(event, BatchFinished) and event.step == steps:
            break
    return training


def state_of(training):
    """Return the optimizer's vectors, one after the other."""
    return np.concatenate([[], *(array for name, array in training.state().arrays.items() if "optimizer" in name)])


FORGETFUL = Momentum(0.05, 0.3)
"""A velocity that has become denormal some 70 steps after the last gradient, and is zero some 15 steps later."""


def test_denormals_exist_outside_the_mode():
    assert not are_denormals_flushed()
    assert is_denormal(np.float32([1e-30]) * np.float32([1e-10])).all()


@needs_the_mode
def test_products_and_factors_that_are_denormal_count_as_zero_inside_and_no_longer_outside():
    tiny, small, large = np.float32([1e-40]), np.float32([1e-30]), np.float32([1e10])
    with flush_denormals() as works:
        assert works
        assert not (small * np.float32([1e-10])).view(np.uint32).any()
        assert not (tiny * large).view(np.uint32).any()
        assert (small * large).view(np.uint32).any()
    assert (tiny * large).view(np.uint32).any()
    assert not are_denormals_flushed()


@needs_the_mode
def test_an_exception_ends_the_mode():
    with pytest.raises(ZeroDivisionError), flush_denormals():
        raise ZeroDivisionError
    assert not are_denormals_flushed()


@needs_the_mode
def test_the_mode_inside_the_mode_ends_with_the_outer_one():
    with flush_denormals():
        with flush_denormals():
            pass
        assert are_denormals_flushed()
    assert not are_denormals_flushed()


@needs_the_mode
def test_the_mode_of_one_thread_is_not_that_of_another():
    entered, seen, found = threading.Event(), threading.Event(), []

    def work():
        with flush_denormals():
            entered.set()
            seen.wait(10)
            found.append(are_denormals_flushed())

    thread = threading.Thread(target=work)
    thread.start()
    assert entered.wait(10)
    assert not are_denormals_flushed()
    seen.set()
    thread.join()
    assert found == [True]


@needs_the_mode
@pytest.mark.parametrize("kind", OPTIMIZERS, ids=lambda kind: kind.key)
def test_an_optimizer_keeps_no_denormals_in_the_mode(kind):
    with flush_denormals():
        training = trained(kind())
    assert not is_denormal(state_of(training)).any()


def test_without_the_mode_an_optimizer_comes_to_keep_denormals():
    assert is_denormal(state_of(trained(FORGETFUL))).any()


@pytest.mark.parametrize(
    ("library", "system", "machine"),
    [
        (NoSuchFunctions(), "Linux", "x86_64"),
        (NoSuchFunctions(), "Windows", "AMD64"),
        (RecordingLibrary(0, 0, 0, 0), "Linux", "riscv64"),
    ],
)
def test_without_a_switch_this_is_reported_and_the_state_is_cleared_at_intervals(library, system, machine):
    switch = find_switch(library, system, machine)
    assert switch is None
    with flush_denormals(switch) as works:
        assert not works
        before, training = trained(FORGETFUL, CLEARING_INTERVAL * 2 - 1), trained(FORGETFUL, CLEARING_INTERVAL * 2)
    assert is_denormal(state_of(before)).any()
    assert not is_denormal(state_of(training)).any()


def test_a_switch_that_changes_nothing_is_detected():
    with flush_denormals(lambda is_on: False) as works:
        assert not works


@needs_the_mode
def test_the_mode_gives_what_clearing_gives():
    with flush_denormals():
        flushed = trained(FORGETFUL, CLEARING_INTERVAL * 2)
    cleared = trained(FORGETFUL, CLEARING_INTERVAL * 2)
    np.testing.assert_array_equal(state_of(flushed), state_of(cleared))
    np.testing.assert_array_equal(flushed.parameters, cleared.parameters)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_clearing_leaves_all_but_the_denormals_as_they_are(dtype):
    smallest = np.finfo(dtype).smallest_normal
    below = np.nextafter(smallest, dtype(0))
    vector = np.array([smallest, -smallest, below, -below, 0, 1, -2, np.inf, np.nan], dtype)
    clear_denormals(vector, np.empty_like(vector))
    np.testing.assert_array_equal(vector, np.array([smallest, -smallest, 0, 0, 0, 1, -2, np.inf, np.nan], dtype))


@pytest.mark.parametrize(
    ("system", "machine", "off", "on"),
    [
        ("Linux", "x86_64", [1, 2, 3, 4, 5, 6, 7, 0x1F80], [1, 2, 3, 4, 5, 6, 7, 0x9FC0]),
        ("Darwin", "x86_64", [1, 0x1F80, 3, 4], [1, 0x9FC0, 3, 4]),
        ("Linux", "aarch64", [0x00400000, 2], [0x01400000, 2]),
        ("Darwin", "arm64", [1, 2, 0x00400000, 4], [1, 2, 0x01400000, 4]),
        ("Windows", "AMD64", [0x0009001F], [0x0109001F]),
        ("Windows", "ARM64", [0x0009001F], [0x0109001F]),
    ],
)
def test_the_switch_of_each_system_changes_the_bits_of_its_control_register_alone(system, machine, off, on):
    library = RecordingLibrary(*off)
    switch = find_switch(library, system, machine)
    assert not switch(True)
    assert library.words == on
    assert switch(True)
    assert library.words == on
    assert switch(False)
    assert library.words == off
    assert not switch(False)


def test_half_of_the_bits_is_not_the_mode():
    assert not find_switch(RecordingLibrary(0, 0x8000, 0, 0), "Darwin", "x86_64")(True)


def test_numpy_gives_no_warning_if_its_limits_are_first_requested_in_the_mode():
    script = """
import numpy as np
from nnstudio.engine.denormals import flush_denormals
with flush_denormals():
    for kind in (np.float32, np.float64):
        str(np.finfo(kind)), np.finfo(kind).smallest_subnormal
"""
    done = subprocess.run([sys.executable, "-W", "error", "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
