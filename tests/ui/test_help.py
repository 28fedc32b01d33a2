"""Help: the guide's pages, F1, "What's this?", and the explanations with the numbers of the current run."""

import re

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt, QUrl
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWhatsThis, QWidget

from nnstudio.resources import resource_folder
from nnstudio.runs.presets import load_presets
from nnstudio.session.state import State
from nnstudio.ui.forms.add_button import AddButton
from nnstudio.ui.help.explanations import Explanations
from nnstudio.ui.help.help_actions import HelpActions
from nnstudio.ui.help.help_window import HelpWindow
from nnstudio.ui.help.pages import ORDER, help_pages
from nnstudio.ui.help.panel_texts import PanelTexts
from nnstudio.ui.plots.live_view import LiveView
from nnstudio.ui.views import VIEWS
from tests.ui.window import draw_one

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

PAGES = {page.key: page for page in help_pages()}
LINK = re.compile(r"\]\(([^)]+)\)")


@pytest.fixture
def pages(qtbot, themes):
    parent = QWidget()
    qtbot.addWidget(parent)
    pages = HelpWindow(parent)
    pages.setWindowModality(Qt.WindowModality.NonModal)
    yield pages
    pages.close()


@pytest.fixture
def help_actions(window):
    return window.findChild(HelpActions)


def test_every_view_has_a_page():
    assert {view.help_page for view in VIEWS} <= set(PAGES)


def test_every_page_is_listed_in_order_and_has_a_title():
    assert [page.key for page in help_pages()] == list(ORDER)
    assert all(page.title for page in PAGES.values())


def test_the_page_about_assignments_names_every_preset():
    text = PAGES["your-assignment"].file.read_text(encoding="utf-8")
    missing = [preset.label for preset in load_presets().values() if preset.label not in text]
    assert missing == []


@pytest.mark.parametrize("key", PAGES)
def test_every_link_leads_to_a_page(key):
    links = LINK.findall(PAGES[key].file.read_text(encoding="utf-8"))
    missing = [link for link in links if not (resource_folder("help") / link).is_file()]
    assert missing == []


def test_every_page_can_be_reached_from_the_first_steps():
    seen, waiting = set(), ["first-steps"]
    while waiting:
        key = waiting.pop()
        seen.add(key)
        links = LINK.findall(PAGES[key].file.read_text(encoding="utf-8"))
        waiting += [link.removesuffix(".md") for link in links if link.removesuffix(".md") not in seen]
    assert seen == set(PAGES)


@pytest.mark.parametrize("key", PAGES)
def test_a_page_is_shown_as_text_not_as_markup(pages, key):
    pages.show_page(key)
    text = pages.browser.toPlainText()
    assert pages.page == key
    assert len(text) > 200
    assert "**" not in text
    assert "](" not in text


def test_a_page_that_is_shown_takes_the_colours_of_another_theme(pages, themes):
    pages.show_page("your-assignment")
    for key in ("dark", "light"):
        themes.choose(key)
        html = pages.browser.document().toHtml()
        assert "color:" + themes.theme.accent in html
        assert pages.page == "your-assignment"


def test_the_help_names_the_buttons_and_files_as_they_are(window):
    assignment, settings = (PAGES[key].file.read_text(encoding="utf-8") for key in ("your-assignment", "settings"))
    button = window.settings_panel.findChild(AddButton)
    assert f"*{button.text()}* offers" in settings
    assert "`result.json` the results" in assignment


def test_the_list_and_the_links_change_the_page(pages):
    pages.show_page("first-steps")
    pages.contents.setCurrentRow(2)
    assert pages.page == ORDER[2]
    pages.browser.anchorClicked.emit(QUrl("my-digits.md"))
    assert pages.page == "my-digits"
    assert pages.contents.currentItem().text() == "My digits"


def test_without_anything_to_explain_the_page_of_the_view_opens(window, help_actions):
    for index, view in enumerate(VIEWS):
        window.views.setCurrentIndex(index)
        help_actions.explain_at(None, QPoint())
        assert help_actions.pages.page == view.help_page
    help_actions.pages.close()


def test_in_the_side_columns_their_own_page_opens(window, help_actions):
    for panel, page in ((window.settings_panel, "settings"), (window.pad, "pad")):
        help_actions.explain_at(panel, QPoint())
        assert help_actions.pages.page == page
    help_actions.pages.close()


def test_a_control_without_a_text_of_its_own_is_explained_by_its_tooltip_or_by_what_is_around_it(qtbot, themes):
    panel = QWidget()
    qtbot.addWidget(panel)
    outer = QWidget(panel)
    outer.setToolTip("About the <group>")
    button = QPushButton("Go", outer)
    explanations = Explanations()
    assert "About the &lt;group&gt;" in explanations.of(button)
    button.setToolTip("Starts it")
    assert "Go" in explanations.of(button)
    assert "Starts it" in explanations.of(button)
    button.setWhatsThis("<p>Starts it, and more</p>")
    assert "and more" in explanations.of(button)
    assert explanations.of(panel) == ""


def test_a_click_in_whats_this_explains_even_a_disabled_control(window, qtbot):
    pause = next(each for each in window.findChildren(QPushButton) if not each.isEnabled() and each.isVisible())
    window.findChild(HelpActions).whats_this.trigger()
    assert QWhatsThis.inWhatsThisMode()
    event = QHelpEvent(QEvent.Type.WhatsThis, QPoint(2, 2), pause.mapToGlobal(QPoint(2, 2)))
    QApplication.sendEvent(pause, event)
    note = QApplication.activePopupWidget()
    assert note is not None
    note.close()
    QWhatsThis.leaveWhatsThisMode()


def test_the_plots_are_explained_with_the_numbers_of_the_run(window, wait_until):
    texts = PanelTexts(window.session, window.models.reader)
    assert "2.303" in texts.loss()
    assert texts.loss().endswith("Press Run to see it.")
    window.run_actions.step_epoch.trigger()
    wait_until(lambda: len(window.session.history.evaluations) > 1)
    newest = window.session.history.evaluations[-1]
    assert f"training {newest.training.loss:.4g}" in texts.loss()
    assert "After epoch 1" in texts.accuracy()
    draw_one(window)
    wait_until(lambda: window.models.reader.prediction is not None)
    assert f"it reads {window.models.reader.class_names[window.models.reader.prediction.best]}" in texts.bars()


def test_guessing_is_that_of_the_loss_of_the_run(window, wait_until):
    window.workspace.choose("training.loss", "mean_squared_error")
    window.run_actions.step_batch.trigger()
    wait_until(lambda: window.session.state is State.PAUSED)
    text = PanelTexts(window.session, window.models.reader).loss()
    assert "with mean squared error, guessing among 10 classes gives 0.900" in text
    assert window.view(LiveView).loss.guessing == pytest.approx(0.9)


def test_f1_is_the_key_of_help(window, help_actions):
    QTest.keyClick(window, Qt.Key.Key_F1)
    is_shown = help_actions.pages.isVisible() or QApplication.activePopupWidget() is not None
    assert is_shown
    help_actions.pages.close()
    if QApplication.activePopupWidget() is not None:
        QApplication.activePopupWidget().close()
