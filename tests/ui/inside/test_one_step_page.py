"""One step of training, walked through in the window as a person does."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nnstudio.data.dataset import as_inputs
from nnstudio.engine.optimizers import OPTIMIZERS
from nnstudio.inspection.step_pages import Stage
from nnstudio.session.shipped_network import begin_with_shipped_network
from nnstudio.session.state import State
from nnstudio.spec.record import OneOf
from nnstudio.ui.inside.inside_view import InsideView
from tests.inspection.test_step_pages import value
from tests.ui.geometry import lasting_cuts
from tests.ui.inside.conftest import layers_of
from tests.ui.test_every_control import REASON, controls, described, help_of, is_reached_by_keyboard, name_of
from tests.ui.test_nothing_is_cut import SHOWN
from tests.ui.window import draw_one


@pytest.fixture
def page(window):
    """The page with one step, brought to the front."""
    view = window.view(InsideView)
    window.views.setCurrentWidget(view)
    view.tabs.setCurrentWidget(view.one_step)
    return view.one_step


@pytest.fixture
def walk(window, page, wait_until):
    """Return a function that trains a network, draws a one, and waits for its step."""

    def walk(layers="[dense 16 relu, dense 8 relu]", **changes):
        window.workspace.set("network.layers", layers_of(layers))
        for path, changed in changes.items():
            window.workspace.set(path.replace("__", "."), changed)
        window.run_actions.run.trigger()
        wait_until(lambda: window.session.state is State.FINISHED)
        draw_one(window)
        wait_until(lambda: window.models.step_walk.walk is not None and not page.is_empty)
        wait_until(lambda: not window.models.step_walk.is_outdated or press(page.batch.renew_button))
        return page

    return walk


def press(button):
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def go_to(page, stage, layer=None):
    positions = page._walk.positions
    (index,) = [at for at, each in enumerate(positions) if (each.stage, each.layer) == (stage, layer)]
    while page.pages.currentIndex() < index:
        press(page.next_button)
    while page.pages.currentIndex() > index:
        press(page.back_button)


def lines_of(page):
    return {line.name: line for line in page.lines.lines}


def test_without_a_network_or_a_drawing_the_page_says_what_to_do(window, page, wait_until):
    assert page.is_empty
    assert "Press Run" in page._explanation.text()
    begin_with_shipped_network(window.session)
    wait_until(lambda: "Draw a digit" in page._explanation.text())
    draw_one(window)
    wait_until(lambda: not page.is_empty)


def test_next_and_back_go_through_all_pages_and_the_keys_do_too(window, walk):
    page = walk()
    window.activateWindow()
    count = page.pages.count()
    assert count == 1 + 3 + 2 + 3 + 1
    assert not page.back_button.isEnabled()
    assert "first page" in page.back_button.toolTip()
    titles = [page.title.text()]
    for _ in range(count - 1):
        press(page.next_button)
        titles.append(page.title.text())
    assert titles[0] == f"1 of {count}. Bytes to inputs"
    assert titles[-1] == f"{count} of {count}. Update"
    assert not page.next_button.isEnabled()
    assert "last page" in page.next_button.toolTip()
    QTest.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert page.title.text() == titles[-2]
    QTest.keyClick(window, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert page.title.text() == titles[-1]


def test_a_click_on_a_pixel_shows_its_byte_and_its_input(window, walk):
    page = walk()
    picture = window.models.reader.prediction.picture
    index = int(picture.argmax())
    press_at = page.tiles[0].position_of(index)
    QTest.mouseClick(page.tiles[0], Qt.MouseButton.LeftButton, pos=press_at)
    byte = int(picture.max())
    row, column = divmod(index, 28)
    assert lines_of(page)["byte"].text == f"byte = row {row + 1}, column {column + 1} = {byte}"
    assert value(lines_of(page)["x"].value) == pytest.approx(byte / 255, rel=1e-3)
    QTest.keyClick(page.tiles[0], Qt.Key.Key_Up)
    assert lines_of(page)["byte"].expression == f"row {row}, column {column + 1}"


def test_the_numbers_are_those_of_the_network_for_the_drawing(window, walk):
    page = walk()
    go_to(page, Stage.FORWARD, 0)
    page.choice.unit.setValue(4)
    active = window.session.active_network
    dense = active.network.layout.views(active.parameters)[0]
    x = as_inputs(window.models.reader.prediction.picture.reshape(-1)).astype(np.float64)
    z = x @ dense["weights"][:, 3] + dense["biases"][3]
    assert value(lines_of(page)["z"].value) == pytest.approx(z, rel=1e-3)
    go_to(page, Stage.SOFTMAX)
    shown = [value(row[2]) for row in page.classes.rows[1:]]
    assert shown == pytest.approx(window.models.reader.prediction.probabilities, rel=1e-3, abs=1e-12)


def test_the_drawing_s_class_is_the_predicted_one_until_another_is_chosen(window, walk, wait_until):
    page = walk()
    best = window.models.reader.prediction.best
    go_to(page, Stage.LOSS)
    assert page.batch.label.currentIndex() == best
    before = value(lines_of(page)["loss of the picture"].value)
    other = (best + 1) % 10
    page.batch.label.setCurrentIndex(other)
    page.batch.label.activated.emit(other)
    wait_until(lambda: page._walk.step.labels[0] == other)
    probability = window.models.reader.prediction.probabilities[other]
    wait_until(lambda: value(lines_of(page)["loss of the picture"].value) != before)
    assert value(lines_of(page)["loss of the picture"].value) == pytest.approx(-np.log(probability), rel=1e-2)


@pytest.mark.parametrize("key", [kind.key for kind in OPTIMIZERS])
def test_every_optimizer_updates_the_chosen_weight_with_what_the_run_remembers(window, walk, key):
    optimizer = OneOf(label="It", help="It.", registry=OPTIMIZERS).from_json({"kind": key}, "it")
    page = walk("[dense 6 tanh]", training__optimizer=optimizer)
    go_to(page, Stage.UPDATE)
    page.choice.unit.setValue(2)
    page.choice.source.setValue(400)
    step = page._walk.step
    assert step.memory.is_known
    assert page.formula.text().replace("\n", ",  ") == optimizer.formula
    after = step.views(step.after, 1 if page.choice.layer.currentIndex() else 0)["weights"][399, 1]
    assert value(lines_of(page)["new value"].value) == pytest.approx(after, rel=1e-5)
    if optimizer.state_vectors:
        assert "what the run has saved" in page.explanation.text()
    assert f"step {window.session.history.step + 1}" in page.explanation.text()


def test_the_bias_can_be_chosen_and_another_layer(walk):
    page = walk()
    go_to(page, Stage.UPDATE)
    page.choice.source.setValue(0)
    assert page.lines.lines[0].name == "b"
    page.choice.layer.setCurrentIndex(2)
    page.choice.layer.activated.emit(2)
    assert page.choice.unit.maximum() == 10
    assert page.choice.source.maximum() == 8


def test_a_batch_has_more_pictures_and_each_can_be_shown(window, walk, wait_until):
    page = walk("[dense 12 linear, batch_norm, activation relu, dropout 0.4]")
    wait_until(lambda: page._walk.step.batch_size == 8)  # batch normalization makes nothing of a single picture
    page.batch.count.setValue(5)
    wait_until(lambda: page._walk.step.batch_size == 5)
    go_to(page, Stage.LOSS)
    page.batch.which.setValue(3)
    label = int(page._walk.step.labels[2])
    own = float(page._walk.step.terms[2].sum())
    wait_until(lambda: value(lines_of(page)["loss of the picture"].value) == pytest.approx(own, rel=1e-3))
    assert page._walk.step.samples.labels[2] == label
    assert "4 more" in page.batch.about.text()
    page.batch.count.setValue(1)
    wait_until(lambda: page._walk.step.batch_size == 1)
    wait_until(lambda: not page.batch.which.isVisible())


@pytest.mark.parametrize("layers", ["[]", "[dense 8, dense 8, dense 8, dense 8, dense 8, dense 8, dense 8, dense 8]"])
def test_networks_of_any_depth_have_their_pages(walk, layers):
    page = walk(layers)
    for index in range(page.pages.count()):
        page.pages.setCurrentIndex(index)
        page.pages.activated.emit(index)
        assert page.title.text().startswith(f"{index + 1} of ")
        assert page.lines.lines


@pytest.mark.usefixtures("run_endlessly")
def test_a_network_that_learns_does_not_change_the_walk_until_asked(window, page, wait_until):
    draw_one(window)
    walk, lit = window.models.step_walk, window.models.lit_picture
    wait_until(lambda: walk.picture is not None and walk.picture is lit.current and page._walk is walk.walk)
    shown, step = page._walk, window.session.history.step
    wait_until(lambda: window.session.history.step > step + 50 and page.batch.renew_button.isEnabled())
    assert page._walk is shown
    press(page.batch.renew_button)
    wait_until(lambda: page._walk is not shown)


@pytest.mark.usefixtures("styled")
def test_every_page_fits_and_its_controls_have_names_help_and_focus(window, themes, walk, qtbot):
    page, faults = walk("[dense 16 linear, batch_norm, activation relu, dropout 0.2]"), []
    for size, zoom in SHOWN:
        themes.set_zoom(zoom)
        window.resize(*size)
        for index in range(page.pages.count()):
            page.pages.activated.emit(index)
            faults += [f"{size} {zoom} % {page.title.text()}: {line}" for line in lasting_cuts(window, qtbot)]
            shown = list(controls(window))
            assert described(each for each in shown if not (name_of(each) and help_of(each))) == ""
            assert described(each for each in shown if not is_reached_by_keyboard(each)) == ""
            disabled = [each for each in shown if not each.isEnabled()]
            assert described(each for each in disabled if not REASON.search(help_of(each))) == ""
    themes.set_zoom(100)
    assert sorted(set(faults)) == []


def test_nothing_of_the_walk_changes_the_network(window, walk):
    page = walk()
    active = window.session.active_network
    before = active.parameters.copy()
    go_to(page, Stage.UPDATE)
    assert window.session.active_network is active
    np.testing.assert_array_equal(active.parameters, before)
