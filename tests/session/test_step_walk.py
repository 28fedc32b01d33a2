"""Of which network, picture and optimizer's memory the step is that the Inside view walks through."""

from dataclasses import replace

import numpy as np
import pytest

from nnstudio.session.drawing_reader import DrawingReader
from nnstudio.session.lit_picture import LitPicture, NamedPicture
from nnstudio.session.sample_pictures import SampleSource
from nnstudio.session.shipped_network import shipped_network
from nnstudio.session.step_walk import StepWalk
from tests.conftest import small_settings
from tests.session.scripted_trainer import batches, evaluated, snapshot, started

SETTINGS = small_settings("optimizer=adam 0.02", "schedule=step 1 0.5", "epochs=4")
TIMEOUT = 20_000


@pytest.fixture
def lit(session):
    return LitPicture(session, DrawingReader(session))


@pytest.fixture
def walk(session, lit):
    source = SampleSource(session)
    walk = StepWalk(session, lit, source)
    yield walk
    walk.close()
    source.close()


@pytest.fixture
def advance(qtbot, walk):
    """Return a function that lets the walk work, as a visible view does, until something is reached."""

    def advance(is_reached):
        def step():
            walk.advance()
            return bool(is_reached())

        qtbot.waitUntil(step, timeout=TIMEOUT)

    return advance


def picture(value=100, label=3):
    pixels = np.full((28, 28), value, np.uint8)
    return NamedPicture(pixels, label, "It", "it")


def test_without_a_picture_there_is_no_walk(session, say, walk):
    session.run(SETTINGS)
    say(started(SETTINGS), snapshot(SETTINGS, 0))
    walk.advance()
    assert walk.walk is None
    assert not walk.has_picture


def test_the_step_is_of_the_picture_with_the_settings_and_the_learning_rate_of_the_run(
    session, say, lit, walk, advance
):
    session.run(SETTINGS)
    say(started(SETTINGS), batches(1, *[1.0] * 60), evaluated(1, 25), snapshot(SETTINGS, 60))
    assert lit.choose(picture())
    advance(lambda: walk.walk is not None)
    step = walk.walk.step
    assert step.settings == SETTINGS.training
    assert step.labels.tolist() == [3]
    assert step.memory.learning_rate == pytest.approx(0.02 * 0.25)  # after 2.4 epochs
    assert not step.memory.is_known
    assert walk.is_label_known


def test_the_shipped_network_is_walked_through_with_the_settings_of_its_folder(session, lit, walk, advance):
    session.begin_with(shipped_network())
    lit.choose(picture())
    advance(lambda: walk.walk is not None)
    assert walk.walk.step.settings.optimizer.learning_rate > 0
    assert walk.walk.step.before.shape == session.active_network.parameters.shape


def test_a_network_whose_settings_cannot_be_read_says_so(session, tmp_path, lit, walk, advance):
    session.begin_with(replace(shipped_network(), folder=tmp_path))
    lit.choose(picture())
    advance(lambda: walk.problem)
    assert "run.json" in walk.problem
    assert walk.walk is None


def test_newer_parameters_do_not_change_the_walk_until_it_is_renewed(session, say, lit, walk, advance):
    session.run(SETTINGS)
    say(started(SETTINGS), snapshot(SETTINGS, 0))
    lit.choose(picture())
    advance(lambda: walk.walk is not None)
    first = walk.walk
    say(snapshot(SETTINGS, 1, value=0.3))
    for _ in range(3):
        walk.advance()
    assert walk.walk is first
    assert walk.is_outdated
    walk.renew()
    advance(lambda: walk.walk is not first)
    assert (walk.walk.step.before == np.float32(0.3)).all()
    assert not walk.is_outdated


def test_a_larger_batch_has_other_pictures_of_the_data_set_after_the_first(session, say, lit, walk, advance):
    session.run(SETTINGS)
    say(started(SETTINGS), snapshot(SETTINGS, 0))
    lit.choose(picture())
    advance(lambda: walk.walk is not None and walk.largest_batch > 1)
    assert walk.largest_batch == 64
    walk.set_batch_size(4)
    advance(lambda: walk.walk.step.batch_size == 4)
    assert (walk.walk.step.samples.pictures[0] == 100).all()
    assert not (walk.walk.step.samples.pictures[1] == 100).all()


def test_a_picture_that_does_not_fit_the_network_is_not_taken(session, say, lit):
    assert not lit.choose(picture())
    session.run(SETTINGS)
    say(started(SETTINGS), snapshot(SETTINGS, 0))
    assert not lit.choose(NamedPicture(np.zeros((8, 8), np.uint8), 1, "It", "it"))
    assert not lit.choose(picture(label=10))
    assert lit.choose(picture(label=9))
    assert not lit.is_drawing
    lit.follow_drawing()
    assert lit.is_drawing
    assert lit.current is None
