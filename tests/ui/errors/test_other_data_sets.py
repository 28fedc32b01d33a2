"""Judging the network by a data set that was imported, in the whole window."""

import shutil

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nnstudio.data.dataset import DIGITS, Dataset
from nnstudio.data.folders import DataFolders
from nnstudio.data.imported import imported_file, keep


@pytest.fixture
def folders(folders, tmp_path):
    """Data folders with a small MNIST, digits of somebody else, and pictures of three classes."""
    own = DataFolders(shutil.copytree(folders.data, tmp_path / "data"), tmp_path / "cache")
    rng = np.random.default_rng(4)
    for name, classes in (("somebody-else", DIGITS), ("shapes", ("circle", "square", "star"))):
        pictures = rng.integers(0, 256, (40, 28, 28), np.uint8)
        labels = (np.arange(40) % len(classes)).astype(np.uint8)
        path = imported_file(own, name)
        path.parent.mkdir(exist_ok=True)
        keep(Dataset(pictures[:10], labels[:10], pictures[10:], labels[10:], classes), path)
    return own


def entry(box, text):
    return box.findText(text)


def test_the_pictures_of_another_data_set_are_judged_and_it_says_which(judged, wait_until):
    box = judged.choices.sets
    box.setCurrentIndex(entry(box, "somebody-else"))
    box.activated.emit(box.currentIndex())
    wait_until(lambda: "of 30 pictures of somebody-else are predicted correctly" in judged.text)
    assert box.currentText() == "somebody-else"
    assert not judged.calibration.fit_button.isEnabled()
    QTest.keyClick(box, Qt.Key.Key_Home)
    box.activated.emit(box.currentIndex())
    wait_until(lambda: "validation pictures are predicted correctly" in judged.text)


def test_one_that_does_not_fit_cannot_be_chosen_and_says_why(judged):
    box = judged.choices.sets
    index = entry(box, "shapes")
    assert not box.model().item(index).isEnabled()
    assert "it has 3 classes, the network knows 10" in box.itemData(index, Qt.ItemDataRole.ToolTipRole)
