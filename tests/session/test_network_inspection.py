"""The measurements of the active network: of which pictures, when, and with which units off."""

from dataclasses import replace

import numpy as np
import pytest

from nnstudio.inspection.activations import Unit
from nnstudio.inspection.edits import Weight
from nnstudio.session.network_inspection import NetworkInspection
from nnstudio.session.pen_activity import PenActivity
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
    inspection = NetworkInspection(session, PenActivity())
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
    assert measured.measurement.accuracy_with_edits is None


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
    measured.edits.toggle(Unit(0, 3))
    advance(lambda: measured.measurement.edits.units == {Unit(0, 3)})
    assert measured.measurement.accuracy_with_edits is not None


def test_switches_can_be_undone_one_by_one(measured):
    off = measured.edits
    off.toggle(Unit(0, 3))
    off.toggle(Unit(0, 4))
    off.toggle(Unit(0, 3))
    assert off.edits.units == {Unit(0, 4)}
    off.take_all_back()
    off.take_all_back()
    for expected in ({Unit(0, 4)}, {Unit(0, 3), Unit(0, 4)}, {Unit(0, 3)}, set(), set()):
        assert off.can_undo == (expected != set() or bool(off.edits.units))
        off.undo()
        assert off.edits.units == expected


def test_another_architecture_switches_all_units_on(session, say, measured, advance):
    measured.edits.toggle(Unit(0, 3))
    session.run(OTHER)
    say(ended(), started(OTHER), snapshot(OTHER, 0))
    assert not measured.edits.edits.units
    assert not measured.edits.can_undo
    advance(lambda: measured.measurement is not None)
    assert measured.measurement.activity.outputs[0].shape == (100, 5)


def test_another_run_of_the_same_architecture_keeps_the_units_off(session, say, measured):
    measured.edits.toggle(Unit(0, 3))
    again = replace(SETTINGS, seed=5)
    session.run(again)
    say(ended(), started(again), snapshot(again, 0))
    assert measured.edits.edits.units == {Unit(0, 3)}


def test_several_values_of_one_weight_are_undone_together(measured):
    edits, first, second = measured.edits, Weight(Unit(0, 3), 7), Weight(Unit(0, 3), None)
    for value in (0.5, 0.6, 0.7):
        edits.set_weight(first, value)
    edits.set_weight(second, 1.0)
    edits.toggle(Unit(0, 2))
    edits.set_weight(second, 2.0)
    for expected in ({first: 0.7, second: 1.0}, {first: 0.7, second: 1.0}, {first: 0.7}, {}):
        edits.undo()
        assert edits.edits.weights == expected
    assert not edits.can_undo


def test_a_weight_goes_back_to_what_it_was_trained_to(measured):
    weight = Weight(Unit(0, 3), 7)
    measured.edits.set_weight(weight, 0.5)
    measured.edits.reset_weight(weight)
    assert not measured.edits.edits
    measured.edits.undo()
    assert measured.edits.edits.weights == {weight: 0.5}


def test_an_edit_is_measured_on_the_sample_first_and_then_on_all_pictures(
    monkeypatch, session, say, inspection, advance
):
    monkeypatch.setattr("nnstudio.session.sample_pictures.COUNT", 30)
    session.run(SETTINGS)
    say(started(SETTINGS), snapshot(SETTINGS, 0))
    inspection.edits.toggle(Unit(0, 3))
    advance(lambda: inspection.accuracy_change() is not None)
    first = inspection.accuracy_change()
    assert first.pictures == "30 validation pictures of MNIST"
    assert first.remark == " (all 100 follow)"
    advance(lambda: inspection.whole.result is not None)
    last = inspection.accuracy_change()
    assert (last.pictures, last.remark) == ("all 100 validation pictures of MNIST", "")
    result = inspection.whole.result
    assert last.before == (result.predicted == result.samples.labels).mean()


def test_edits_that_end_with_their_network_are_named_until_the_next_one(session, say, measured):
    measured.edits.set_weight(Weight(Unit(0, 3), 7), 0.5)
    session.run(OTHER)
    say(ended(), started(OTHER), snapshot(OTHER, 0))
    assert "ended" in measured.edits.notice
    measured.edits.toggle(Unit(0, 1))
    assert measured.edits.notice == ""


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
