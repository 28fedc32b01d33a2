"""The measurements of the active network: of which pictures, when, and with which units off."""

from dataclasses import replace

import numpy as np
import pytest

from nnstudio.inspection.activations import Unit
from nnstudio.session.network_inspection import NetworkInspection
from nnstudio.session.shipped_network import shipped_network
from tests.conftest import small_settings
from tests.session.scripted_trainer import ended, snapshot, started

SETTINGS = small_settings()
OTHER = small_settings("network.layers=[dense 5 relu]")
TIMEOUT = 20_000


@pytest.fixture
def wait_until(qtbot):
    return lambda is_reached: qtbot.waitUntil(is_reached, timeout=TIMEOUT)


@pytest.fixture
def inspection(session):
    inspection = NetworkInspection(session)
    yield inspection
    inspection.close()


@pytest.fixture
def advance(inspection, wait_until):
    """Return a function that lets the inspection work, as a visible view does, until something is reached."""

    def advance(is_reached):
        def step():
            inspection.advance()
            return is_reached()

        wait_until(step)

    return advance


@pytest.fixture
def measured(session, say, inspection, advance):
    """The inspection of a run's network, measured."""
    session.run(SETTINGS)
    say(started(SETTINGS), snapshot(SETTINGS, 0))
    advance(lambda: inspection.measurement is not None)
    return inspection


def test_a_run_is_measured_with_its_own_validation_pictures(measured):
    assert measured.source.sample.description == "100 validation pictures of MNIST"
    assert measured.measurement.activity.samples is measured.source.sample.samples
    assert measured.measurement.accuracy_without is None


def test_newer_weights_are_measured_again(measured, say, advance):
    first = measured.measurement
    say(snapshot(SETTINGS, 1, value=0.3))
    advance(lambda: measured.measurement is not first)
    assert (measured.measurement.activity.parameters == np.float32(0.3)).all()


def test_nothing_is_measured_unless_a_view_asks(session, say, inspection):
    session.run(SETTINGS)
    say(started(SETTINGS), snapshot(SETTINGS, 0))
    assert inspection.measurement is None
    assert inspection.source.sample is None


def test_a_unit_that_is_off_is_measured_at_once(measured, advance):
    measured.units_off.toggle(Unit(0, 3))
    advance(lambda: measured.measurement.units_off == {Unit(0, 3)})
    assert measured.measurement.accuracy_without is not None


def test_switches_can_be_undone_one_by_one(measured):
    off = measured.units_off
    off.toggle(Unit(0, 3))
    off.toggle(Unit(0, 4))
    off.toggle(Unit(0, 3))
    assert off.units == {Unit(0, 4)}
    off.switch_all_on()
    off.switch_all_on()
    for expected in ({Unit(0, 4)}, {Unit(0, 3), Unit(0, 4)}, {Unit(0, 3)}, set(), set()):
        assert off.can_undo == (expected != set() or bool(off.units))
        off.undo()
        assert off.units == expected


def test_another_architecture_switches_all_units_on(session, say, measured, advance):
    measured.units_off.toggle(Unit(0, 3))
    session.run(OTHER)
    say(ended(), started(OTHER), snapshot(OTHER, 0))
    assert not measured.units_off.units
    assert not measured.units_off.can_undo
    advance(lambda: measured.measurement is not None)
    assert measured.measurement.activity.outputs[0].shape == (100, 5)


def test_another_run_of_the_same_architecture_keeps_the_units_off(session, say, measured):
    measured.units_off.toggle(Unit(0, 3))
    again = replace(SETTINGS, seed=5)
    session.run(again)
    say(ended(), started(again), snapshot(again, 0))
    assert measured.units_off.units == {Unit(0, 3)}


def test_the_shipped_network_is_measured_with_built_in_digits(session, inspection, advance):
    session.begin_with(shipped_network())
    advance(lambda: inspection.measurement is not None)
    assert inspection.source.sample.description == "500 digits of the built-in handwriting"


def test_a_network_of_other_classes_without_its_data_is_measured_with_the_pictures_kept_with_it(
    session, inspection, advance
):
    session.begin_with(replace(shipped_network(), class_names=tuple("abcdefghij")))
    advance(lambda: inspection.measurement is not None)
    assert "training pictures kept with the network" in inspection.source.sample.description


def test_without_any_pictures_the_reason_is_told(session, inspection):
    session.begin_with(replace(shipped_network(), class_names=tuple("abcdefghij"), detector=None))
    inspection.advance()
    assert "no pictures to try it with" in inspection.source.problem
    assert inspection.measurement is None


def test_a_data_set_that_cannot_be_read_is_replaced_by_built_in_digits(monkeypatch, session, say, inspection, advance):
    def fail(*_):
        raise OSError("the disk is gone")
        yield

    monkeypatch.setattr("nnstudio.session.sample_pictures.load_splits", fail)
    session.run(SETTINGS)
    say(started(SETTINGS), snapshot(SETTINGS, 0))
    advance(lambda: inspection.source.sample is not None)
    assert "built-in handwriting" in inspection.source.sample.description


def test_the_preferred_picture_of_a_unit_is_found(measured, advance):
    measured.prefer(Unit(1, 2))
    advance(lambda: measured.preferred is not None)
    assert measured.preferred.unit == Unit(1, 2)
    assert measured.preferred.picture.shape == (28, 28)
    measured.prefer(None)
    assert measured.preferred is None


def test_a_network_that_is_not_finite_has_no_map(measured, say, advance):
    before = measured.measurement
    with np.errstate(all="ignore"):
        say(snapshot(SETTINGS, 1, value=float("nan")))
        advance(lambda: measured.measurement is not before)
    assert measured.measurement.projections == (None, None)
