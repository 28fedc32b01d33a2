"""Calibration and sample predictions in the Errors view, used as a person does."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from nnstudio.inspection.calibration import fit_temperature, reliability
from nnstudio.steps import finish
from tests.ui.window import button_of


def percentage(error):
    return f"{100 * error:.1f}"


def test_the_temperature_is_fitted_on_the_validation_set_and_taken_back(judged, wait_until):
    card = judged.calibration
    wait_until(lambda: percentage(reliability(judged.judged.judgement).error) in card.figures.text())
    card.fit_button.click()
    wait_until(lambda: "at temperature 1" in card.figures.text())
    fitted = finish(fit_temperature(judged.judged.judgement))
    wait_until(lambda: percentage(reliability(judged.judged.judgement, fitted).error) in card.figures.text())
    assert card.slider.value() == round(100 * np.log10(fitted))
    card.reset_button.click()
    wait_until(lambda: "at temperature 1" not in card.figures.text())
    assert card.slider.value() == 0
    assert not card.reset_button.isEnabled()


def test_the_temperature_slider_changes_the_diagram(judged, wait_until):
    card = judged.calibration
    wait_until(lambda: card.diagram.accessibleDescription() != "")
    before = card.diagram.accessibleDescription()
    QTest.keyClick(card.slider, Qt.Key.Key_PageUp)
    wait_until(lambda: card.diagram.accessibleDescription() != before)


def test_samples_are_right_and_wrong_and_others_on_request(judged):
    sheet = judged.samples.sheet
    right, wrong = sheet.halves
    assert all(item.is_right for item in right)
    assert wrong
    assert not any(item.is_right for item in wrong)
    button_of(judged, "Other samples").click()
    assert [item.loss for item in sheet.halves[1]] != [item.loss for item in wrong]


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_sheet_is_saved_as_a_picture_and_as_a_table(window, judged, tmp_path):
    button_of(judged, "Save sheet…").click()
    dialog = window.findChild(QFileDialog)
    assert dialog.windowTitle() == "Export Sample predictions"
    dialog.reject()
    exporter = judged.samples.exporter
    exporter.save(tmp_path / "sheet.png", exporter.filters[0])
    assert (tmp_path / "sheet.png").stat().st_size > 1000
    exporter.save(tmp_path / "sheet.csv", exporter.filters[-1])
    first, *rows = (tmp_path / "sheet.csv").read_text(encoding="utf-8").splitlines()
    assert first == "actual,predicted,probability,loss"
    assert len(rows) == sum(map(len, judged.samples.sheet.halves))
